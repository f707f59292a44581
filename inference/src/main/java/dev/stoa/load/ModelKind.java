package dev.stoa.load;

import dev.stoa.file.FormatException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;

/** What a path to a model can be, told by its first bytes. */
enum ModelKind {
  DIRECTORY,
  SAFETENSORS,
  LLAMA2C;

  private static final String SUPPORTED =
      "; supported are a directory with config.json and model.safetensors, a safetensors file with"
          + " config.json beside it, and a model file of llama2.c (version 0)";

  private static final int GGUF = 0x46554747;
  private static final int ZIP = 0x04034b50;
  private static final int LLAMA2C_NEWER = 0x616b3432;
  private static final int LLM_C = 20240326;

  static ModelKind of(Path path) throws IOException {
    if (Files.isDirectory(path)) {
      return DIRECTORY;
    }
    ByteBuffer head = head(path);
    if (head.remaining() < 2 * Integer.BYTES) {
      throw FormatException.atByte(
          path,
          head.remaining(),
          (head.hasRemaining() ? "expected a model, found the end" : "the file is empty")
              + SUPPORTED);
    }
    int first = head.getInt(0);
    int second = head.getInt(4);
    // Safetensors begins with a 64-bit length of at most 100,000,000, so its upper half is 0; in no
    // other format is it, and llama2.c begins with two positive integers of 32 bits.
    if (second == 0) {
      return SAFETENSORS;
    }
    String foreign =
        switch (first) {
          case GGUF -> "a GGUF file";
          case ZIP -> "a ZIP file, perhaps PyTorch's: convert it to safetensors";
          case LLAMA2C_NEWER -> "a llama2.c file of version " + second;
          case LLM_C -> "a model file of llm.c";
          default -> null;
        };
    if (foreign != null) {
      throw FormatException.atByte(path, 0, "this is " + foreign + SUPPORTED);
    }
    if (first > 0 && second > 0 && !isText(head)) {
      return LLAMA2C;
    }
    throw FormatException.atByte(path, 0, "this is no known kind of model" + SUPPORTED);
  }

  private static ByteBuffer head(Path path) throws IOException {
    try (InputStream in = Files.newInputStream(path)) {
      return ByteBuffer.wrap(in.readNBytes(2 * Integer.BYTES)).order(ByteOrder.LITTLE_ENDIAN);
    }
  }

  private static boolean isText(ByteBuffer head) {
    for (int i = 0; i < head.limit(); i++) {
      byte b = head.get(i);
      if (b < ' ' && b != '\n' && b != '\r' && b != '\t') {
        return false;
      }
    }
    return true;
  }
}
