package dev.stoa.tokenizer.testdata;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/** Writes the bytes of a llama2.c tokenizer file by hand, right or wrong ones. */
public final class Llama2cBytes {

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();

  public Llama2cBytes(int longest) {
    addInt(longest);
  }

  /** The 259 pieces that every file begins with. */
  public static Llama2cBytes withBytePieces(int longest) {
    Llama2cBytes file = new Llama2cBytes(longest).add("<unk>", 0).add("\n<s>\n", 0);
    file.add("\n</s>\n", 0);
    for (int b = 0; b < 256; b++) {
      file.add("<0x%02X>".formatted(b), 0);
    }
    return file;
  }

  private void addInt(int value) {
    out.writeBytes(ByteBuffer.allocate(4).order(ByteOrder.LITTLE_ENDIAN).putInt(value).array());
  }

  public Llama2cBytes add(String piece, float score) {
    return add(piece.getBytes(StandardCharsets.UTF_8), score);
  }

  public Llama2cBytes add(byte[] piece, float score) {
    addHead(score, piece.length);
    out.writeBytes(piece);
    return this;
  }

  /** Only the score and the length of a piece. */
  public Llama2cBytes addHead(float score, int length) {
    addInt(Float.floatToRawIntBits(score));
    addInt(length);
    return this;
  }

  public byte[] bytes() {
    return out.toByteArray();
  }
}
