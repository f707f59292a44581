package dev.stoa.tokenizer;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** A hash of a range of bytes, eight bytes at a time. */
final class ByteHash {

  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  /** An odd number with well-mixed bits: 2^64 divided by the golden ratio. */
  private static final long FACTOR = 0x9E3779B97F4A7C15L;

  private ByteHash() {}

  /** The hash of a range of at least one byte. */
  static int of(byte[] bytes, int from, int to) {
    long hash = to - from;
    int at = from;
    for (; to - at > 8; at += 8) {
      hash = mix(hash, (long) LONG.get(bytes, at));
    }
    return (int) (mix(hash, word(bytes, at, to)) >>> 32);
  }

  /**
   * The bytes from a position up to the eighth, or up to the end of the range, as a number whose
   * lowest byte is the first.
   *
   * @param to the end of the range, greater than {@code at}
   */
  static long word(byte[] bytes, int at, int to) {
    if (at + 8 > bytes.length) {
      return lastWord(bytes, at, to);
    }
    long word = (long) LONG.get(bytes, at);
    // The shift counts modulo 64: by none of the bits, or by those that are too many.
    return to - at >= 8 ? word : word & -1L >>> (at - to << 3);
  }

  /** The same where the array ends within eight bytes. */
  private static long lastWord(byte[] bytes, int from, int to) {
    long word = 0;
    for (int at = Math.min(to, from + 8) - 1; at >= from; at--) {
      word = word << 8 | bytes[at] & 0xFF;
    }
    return word;
  }

  private static long mix(long hash, long value) {
    long product = (hash ^ value) * FACTOR;
    return product ^ product >>> 29;
  }
}
