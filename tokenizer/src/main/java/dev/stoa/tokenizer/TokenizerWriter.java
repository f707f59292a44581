package dev.stoa.tokenizer;

import java.io.IOException;
import java.nio.file.Path;

/** Writes a tokenizer in the form it was read in. */
interface TokenizerWriter<T> {

  void write(T tokenizer, Path file) throws IOException;

  /** Writes a file that is the same, byte for byte. */
  static <T> TokenizerWriter<T> of(byte[] content) {
    return (tokenizer, file) -> AtomicFile.write(file, out -> out.write(content));
  }
}
