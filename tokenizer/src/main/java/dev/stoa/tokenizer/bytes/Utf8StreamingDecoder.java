package dev.stoa.tokenizer.bytes;

import dev.stoa.tokenizer.StreamingDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.function.IntFunction;

/**
 * Gives the complete UTF-8 sequences and keeps the beginning of an incomplete one, three bytes at
 * most.
 */
public final class Utf8StreamingDecoder implements StreamingDecoder {

  private static final byte[] NOTHING = {};

  private final IntFunction<byte[]> bytes;
  private byte[] kept = NOTHING;

  /**
   * Stands at the beginning of a text.
   *
   * @param bytes gives the bytes of an id
   */
  public Utf8StreamingDecoder(IntFunction<byte[]> bytes) {
    this.bytes = bytes;
  }

  @Override
  public String next(int id) {
    byte[] token = bytes.apply(id);
    byte[] all = Arrays.copyOf(kept, kept.length + token.length);
    System.arraycopy(token, 0, all, kept.length, token.length);
    int complete = all.length - Utf8.incompleteTail(all, all.length);
    kept = Arrays.copyOfRange(all, complete, all.length);
    return new String(all, 0, complete, StandardCharsets.UTF_8);
  }

  @Override
  public String finish() {
    String rest = new String(kept, StandardCharsets.UTF_8);
    kept = NOTHING;
    return rest;
  }
}
