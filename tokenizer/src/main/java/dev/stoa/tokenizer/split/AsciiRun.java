package dev.stoa.tokenizer.split;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * Runs of ASCII characters, eight at a time and without a branch for each: where a word ends cannot
 * be predicted, and a processor that guesses wrong loses more than the comparison takes.
 */
final class AsciiRun {

  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  private static final long EACH = 0x0101_0101_0101_0101L;
  private static final long HIGH_BITS = 0x8080_8080_8080_8080L;

  private AsciiRun() {}

  static int endOfLetters(byte[] text, int start, int limit) {
    return end(text, start, limit, 'a' - 'A', 'a', 'z');
  }

  static int endOfSmallLetters(byte[] text, int start, int limit) {
    return end(text, start, limit, 0, 'a', 'z');
  }

  static int endOfSpaces(byte[] text, int start, int limit) {
    return end(text, start, limit, 0, ' ', ' ');
  }

  /** The end of a run of characters that are in a range when the bits of {@code fold} are set. */
  private static int end(byte[] text, int start, int limit, int fold, int first, int last) {
    int at = start;
    for (; at + 8 <= limit; at += 8) {
      long word = (long) LONG.get(text, at);
      long folded = word | fold * EACH;
      // The high bit of each byte: not below the first of the range; above the last; not ASCII,
      // which carries into the bytes behind it only.
      long notBelow = folded + (0x80 - first) * EACH;
      long above = folded + (0x7F - last) * EACH;
      long outside = (~notBelow | above | word) & HIGH_BITS;
      if (outside != 0) {
        return at + (Long.numberOfTrailingZeros(outside) >>> 3);
      }
    }
    while (at < limit && (text[at] | fold) >= first && (text[at] | fold) <= last) {
      at++;
    }
    return at;
  }
}
