package dev.stoa.tokenizer.testdata;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;

/** Finds the shared test data, or leaves the test out and says what is missing. */
public final class SharedData {

  private SharedData() {}

  public static Path file(String name) {
    String shared = System.getProperty("stoa.shared", "");
    Path file = Path.of(shared, "data").resolve(name);
    assumeTrue(!shared.isEmpty() && Files.exists(file), () -> "missing data: " + file);
    return file;
  }
}
