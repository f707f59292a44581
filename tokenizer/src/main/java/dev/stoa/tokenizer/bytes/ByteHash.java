package dev.stoa.tokenizer.bytes;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** A hash of a range of bytes, eight bytes at a time. */
public final class ByteHash {

  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  /** An odd number with well-mixed bits: 2^64 divided by the golden ratio. */
  private static final long FACTOR = 0x9E3779B97F4A7C15L;

  private ByteHash() {}

  /**
   * The hash of a range of at least one byte.
   *
   * @param bytes where the range is
   * @param from where it begins
   * @param to where it ends, greater than {@code from}
   * @return the hash
   */
  public static int of(byte[] bytes, int from, int to) {
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
   * @param bytes where the range is
   * @param at the position
   * @param to the end of the range, greater than {@code at}
   * @return the number; bytes that the range has not are 0
   */
  public static long word(byte[] bytes, int at, int to) {
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
