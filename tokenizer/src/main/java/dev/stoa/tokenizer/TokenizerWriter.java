package dev.stoa.tokenizer;

import dev.stoa.file.AtomicFile;
import java.io.IOException;
import java.nio.file.Path;

/**
 * Writes a tokenizer in the form it was read in.
 *
 * @param fileName the name that files of this form usually have
 * @param content writes the file
 */
record TokenizerWriter<T>(String fileName, Content<T> content) {

  /** Writes a file. */
  interface Content<T> {
    void write(T tokenizer, Path file) throws IOException;
  }

  /** Writes a {@code tokenizer.json} that is the same, byte for byte. */
  static <T> TokenizerWriter<T> sameJson(byte[] json) {
    return new TokenizerWriter<>(
        "tokenizer.json", (tokenizer, file) -> AtomicFile.write(file, json));
  }

  void write(T tokenizer, Path file) throws IOException {
    content.write(tokenizer, file);
  }
}
