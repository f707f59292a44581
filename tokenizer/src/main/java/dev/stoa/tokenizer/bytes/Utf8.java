package dev.stoa.tokenizer.bytes;

/** Walks over UTF-8 bytes that may be invalid, without making strings of them. */
public final class Utf8 {

  private Utf8() {}

  /**
   * The number of bytes that a sequence with this first byte has, 1 for a byte that begins none.
   */
  private static int expectedLength(int first) {
    if (first < 0xC2 || first > 0xF4) {
      return 1;
    }
    return first < 0xE0 ? 2 : first < 0xF0 ? 3 : 4;
  }

  /**
   * Whether a second byte may follow a first one: overlong forms, surrogates and numbers above
   * U+10FFFF may not.
   */
  private static boolean secondFits(int first, int second) {
    return switch (first) {
      case 0xE0 -> second >= 0xA0 && second <= 0xBF;
      case 0xED -> second >= 0x80 && second <= 0x9F;
      case 0xF0 -> second >= 0x90 && second <= 0xBF;
      case 0xF4 -> second >= 0x80 && second <= 0x8F;
      default -> second >= 0x80 && second <= 0xBF;
    };
  }

  /**
   * The code point at a position. A byte that begins no complete valid sequence stands alone.
   *
   * @param text the bytes
   * @param at the position
   * @param limit the end of the text
   * @return the code point, or -1 where the bytes are no complete valid sequence
   */
  public static int codePoint(byte[] text, int at, int limit) {
    int first = text[at] & 0xFF;
    if (first < 0x80) {
      return first;
    }
    int length = expectedLength(first);
    if (length == 1 || at + length > limit || !secondFits(first, text[at + 1] & 0xFF)) {
      return -1;
    }
    int value = (first & (0x7F >> length)) << 6 | text[at + 1] & 0x3F;
    for (int i = 2; i < length; i++) {
      if ((text[at + i] & 0xC0) != 0x80) {
        return -1;
      }
      value = value << 6 | text[at + i] & 0x3F;
    }
    return value;
  }

  /**
   * The number of bytes of a code point.
   *
   * @param codePoint a code point, or -1 as {@link #codePoint} gives it
   * @return the number of bytes, 1 for -1
   */
  public static int length(int codePoint) {
    return codePoint < 0x80 ? 1 : codePoint < 0x800 ? 2 : codePoint < 0x10000 ? 3 : 4;
  }

  /**
   * The number of bytes at the end, 0 to 3, that Java's decoder would read together with bytes to
   * come: the beginning of a valid sequence or of a surrogate, which it replaces as a whole.
   */
  static int incompleteTail(byte[] bytes, int length) {
    for (int tail = 1; tail <= Math.min(3, length); tail++) {
      int first = bytes[length - tail] & 0xFF;
      if ((first & 0xC0) == 0x80) {
        continue;
      }
      boolean begun =
          tail == 1 || first == 0xED || secondFits(first, bytes[length - tail + 1] & 0xFF);
      return begun && expectedLength(first) > tail ? tail : 0;
    }
    return 0;
  }

  /**
   * The position of the first byte that is no part of a valid sequence.
   *
   * @param text the bytes
   * @param length how many of them are the text
   * @return the position, or {@code length} if there is none
   */
  public static int firstInvalid(byte[] text, int length) {
    int at = 0;
    while (at < length) {
      if (text[at] >= 0) {
        at++;
        continue;
      }
      int codePoint = codePoint(text, at, length);
      if (codePoint < 0) {
        return at;
      }
      at += length(codePoint);
    }
    return length;
  }
}
