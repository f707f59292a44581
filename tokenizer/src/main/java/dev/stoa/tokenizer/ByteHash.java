package dev.stoa.tokenizer;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** A hash of a range of bytes, eight bytes at a time. */
final class ByteHash {

  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final VarHandle INT =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);

  /** An odd number with well-mixed bits: 2^64 divided by the golden ratio. */
  private static final long FACTOR = 0x9E3779B97F4A7C15L;

  private ByteHash() {}

  static int of(byte[] bytes, int from, int to) {
    long hash = to - from;
    int at = from;
    for (; at + 8 <= to; at += 8) {
      hash = mix(hash, (long) LONG.get(bytes, at));
    }
    if (at < to) {
      hash = mix(hash, tail(bytes, at, to));
    }
    return (int) (hash >>> 32);
  }

  private static long tail(byte[] bytes, int from, int to) {
    int at = from;
    long tail = 0;
    if (at + 4 <= to) {
      tail = (int) INT.get(bytes, at);
      at += 4;
    }
    for (; at < to; at++) {
      tail = tail << 8 | bytes[at] & 0xFF;
    }
    return tail;
  }

  private static long mix(long hash, long value) {
    long product = (hash ^ value) * FACTOR;
    return product ^ product >>> 29;
  }
}
