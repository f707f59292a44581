package dev.stoa.readme;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.stoa.load.ModelDirectory;
import dev.stoa.model.Model;
import dev.stoa.model.ModelConfig;
import dev.stoa.nn.ParameterSource;
import dev.stoa.tokenizer.CharacterTokenizer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the README shows is run as it stands there. */
class ReadmeTest {
  private static final Path README = Path.of("..", "README.md");
  private static final Path LEARNER = Path.of("..", "core", "src", "it", "my-attention");

  @TempDir Path folder;

  @Test
  void theLibraryExampleGeneratesFromAModelDirectory() throws Exception {
    String program = javaBlocks().getFirst();
    assertTrue(program.startsWith("import module"), program);
    Path source = Files.writeString(folder.resolve("Example.java"), program);
    CharacterTokenizer tokenizer = CharacterTokenizer.of("once upon a time");
    ModelConfig config =
        ModelConfig.gpt2(
            tokenizer.vocabularySize(), 64, 16, 1, 2, new ModelConfig.Options(false, 0));
    Path model = folder.resolve("model");
    ModelDirectory.save(model, new Model(config, ParameterSource.random(1)), tokenizer);

    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--module-path",
                System.getProperty("jdk.module.path"),
                "--add-modules",
                "dev.stoa.inference",
                source.toString(),
                model.toString(),
                "once")
            .redirectError(folder.resolve("errors").toFile())
            .start();
    String printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertTrue(process.waitFor(60, TimeUnit.SECONDS));
    assertEquals(0, process.exitValue(), Files.readString(folder.resolve("errors")));
    assertEquals(40, printed.length(), "40 tokens of one character each: " + printed);
    assertFalse(printed.isBlank());
  }

  @Test
  void theLearnersTestIsTheOneThatTheBuildRuns() throws IOException {
    String shown = javaBlocks().get(1).strip();
    String built =
        Files.readString(LEARNER.resolve("src/test/java/my/attention/MyAttentionTest.java"));
    assertEquals(shown, built.substring(built.indexOf(shown.lines().findFirst().get())).strip());
  }

  private static List<String> javaBlocks() throws IOException {
    return Pattern.compile("```java\n(.*?)```", Pattern.DOTALL)
        .matcher(Files.readString(README))
        .results()
        .map((MatchResult block) -> block.group(1))
        .toList();
  }
}
