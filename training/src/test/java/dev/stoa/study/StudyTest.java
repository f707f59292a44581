package dev.stoa.study;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

@DisplayName("The study programs")
class StudyTest {
  private static final Path STUDY = Path.of("..", "study").toAbsolutePath().normalize();

  /** The names of pictures in a program's text. */
  private static final Pattern PICTURE = Pattern.compile("\"(\\d\\d-[a-z-]+\\.svg)\"");

  @TempDir Path folder;

  static List<String> programs() throws IOException {
    try (Stream<Path> files = Files.list(STUDY)) {
      List<String> names = files.map(file -> file.getFileName().toString()).sorted().toList();
      return names.stream().filter(name -> name.endsWith(".java")).toList();
    }
  }

  @ParameterizedTest(name = "{0} runs small, its claims hold, and its pictures are there")
  @MethodSource("programs")
  void runs(String program) throws Exception {
    String source = Files.readString(STUDY.resolve(program));
    Result result =
        run("--add-modules", "dev.stoa.training", "" + STUDY.resolve(program), "--small");
    assertEquals(0, result.status, result.errors);
    assertTrue(result.printed.contains("checked: "), result.printed);
    for (String picture : PICTURE.matcher(source).results().map(found -> found.group(1)).toList()) {
      String text = Files.readString(folder.resolve("study").resolve("out").resolve(picture));
      assertTrue(text.startsWith("<svg ") && text.endsWith("</svg>\n"), picture);
    }
  }

  @Test
  @DisplayName(
      "are started by the command line, which hands on what they are given and their status")
  void started() throws Exception {
    List<String> command =
        List.of(
            "--add-modules", "info.picocli", "-m", "dev.stoa.training/dev.stoa.cli.Stoa", "study");
    List<String> words = new ArrayList<>(command);
    words.addAll(List.of("4", "no-such-file"));
    Result result = run(words.toArray(String[]::new));
    assertEquals(1, result.status, result.errors);
    assertTrue(result.errors.contains("NoSuchFileException: no-such-file"), result.errors);
    assertTrue(result.errors.contains("04-tokens.java"), result.errors);
  }

  private record Result(int status, String printed, String errors) {}

  /** Runs java on the module path of the tests, in a folder of its own. */
  private Result run(String... words) throws Exception {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("--module-path");
    command.add(absolute(System.getProperty("jdk.module.path")));
    command.addAll(List.of(words));
    Path errors = folder.resolve("errors");
    Process process =
        new ProcessBuilder(command)
            .directory(folder.toFile())
            .redirectError(errors.toFile())
            .start();
    String printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertTrue(process.waitFor(5, TimeUnit.MINUTES));
    return new Result(process.exitValue(), printed, Files.readString(errors));
  }

  private static String absolute(String modulePath) {
    return Stream.of(modulePath.split(File.pathSeparator))
        .map(part -> Path.of(part).toAbsolutePath().toString())
        .reduce((a, b) -> a + File.pathSeparator + b)
        .orElseThrow();
  }
}
