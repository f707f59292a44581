package dev.stoa.readme;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the documents name is there. */
class DocumentsTest {
  private static final Path ROOT = Path.of("..");

  private static final List<String> MODULES =
      List.of("core", "tokenizer", "inference", "training", "benchmarks");

  @Test
  void theReadmeIsShort() throws IOException {
    long lines = Files.readAllLines(ROOT.resolve("README.md")).size();
    assertTrue(lines <= 150, "it has " + lines + " lines");
  }

  @ParameterizedTest(name = "{0}")
  @ValueSource(
      strings = {
        "README.md",
        ".github/CONTRIBUTING.md",
        "benchmarks/RESULTS.md",
        "inference/src/test/resources/java-model/README.md"
      })
  void namesOnlyWhatIsThere(String document) throws IOException {
    Path file = ROOT.resolve(document);
    String text = Files.readString(file);
    Set<String> sources = sources();
    List<String> missing = new ArrayList<>();
    for (String link : found("\\]\\(([^):]+)\\)", text)) {
      if (!Files.exists(file.resolveSibling(link))) {
        missing.add(link);
      }
    }
    for (String code : found("`([^`\n]+)`", text)) {
      if (!isThere(code, sources)) {
        missing.add(code);
      }
    }
    assertEquals(List.of(), missing);
  }

  /** Whether a piece of code is no name of ours, or one that is there. */
  private static boolean isThere(String code, Set<String> sources) {
    if (code.matches("dev\\.stoa(\\.[a-z]\\w*)*")) {
      String folder = "/" + code.replace('.', '/') + "/";
      return sources.stream().anyMatch(source -> source.contains(folder));
    }
    if (code.matches("dev\\.stoa(\\.[a-z]\\w*)+\\.[A-Z]\\w*")) {
      String name = "/" + code.replace('.', '/') + ".java";
      return sources.stream().anyMatch(source -> source.endsWith(name));
    }
    if (code.matches("[A-Z][a-z0-9]+([A-Z]\\w*)?(\\.\\w+)?")) {
      String name = "/" + code.replaceAll("\\..*", "") + ".java";
      return sources.stream().anyMatch(source -> source.endsWith(name));
    }
    boolean path = MODULES.stream().anyMatch(module -> code.startsWith(module + "/"));
    return !path || Files.exists(ROOT.resolve(code));
  }

  /** All Java files below the modules' sources, with / between the parts of their paths. */
  private static Set<String> sources() throws IOException {
    Set<String> sources = new HashSet<>();
    for (String module : MODULES) {
      try (Stream<Path> files = Files.walk(ROOT.resolve(module, "src"))) {
        files
            .map(path -> path.toString().replace('\\', '/'))
            .filter(path -> path.endsWith(".java"))
            .forEach(sources::add);
      }
    }
    assertFalse(sources.isEmpty());
    return sources;
  }

  private static List<String> found(String pattern, String text) {
    return Pattern.compile(pattern)
        .matcher(text)
        .results()
        .map((MatchResult match) -> match.group(1))
        .distinct()
        .toList();
  }
}
