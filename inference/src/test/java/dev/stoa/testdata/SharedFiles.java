package dev.stoa.testdata;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;

/** The public data that tests read if it is there. */
public final class SharedFiles {
  private SharedFiles() {}

  /**
   * llama2.c's smallest model, 260,000 parameters trained on TinyStories.
   *
   * @return the model file
   */
  public static Path stories260K() {
    return require("stories260K.bin");
  }

  /**
   * The tokenizer of that model, 512 tokens.
   *
   * @return the tokenizer file
   */
  public static Path stories260KTokenizer() {
    return require("tok512.bin");
  }

  /**
   * A vocabulary of llama.cpp's tokenizer test, or the texts and ids beside it.
   *
   * @param name the name of the file
   * @return the file
   */
  public static Path vocabulary(String name) {
    return require("vocab/" + name);
  }

  private static Path require(String name) {
    String shared = System.getProperty("stoa.shared");
    Path file = Path.of(shared == null ? "." : shared, "data", name);
    assumeTrue(Files.isRegularFile(file), "missing data: " + file);
    return file;
  }
}
