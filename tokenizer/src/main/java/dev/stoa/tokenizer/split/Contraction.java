package dev.stoa.tokenizer.split;

/** The English contractions of the split patterns: 's, 't, 're, 've, 'm, 'll and 'd. */
final class Contraction {

  private Contraction() {}

  /** {@code 's|'t|'re|'ve|'m|'ll|'d}: the end of one, or {@code start}. */
  static int end(byte[] text, int start, int limit) {
    return start + 1 < limit && text[start] == '\''
        ? end(start, text[start + 1], start + 2 < limit ? text[start + 2] : 0)
        : start;
  }

  /**
   * {@code (?i:'s|'t|'re|'ve|'m|'ll|'d)}: the end of one, or {@code start}.
   *
   * <p>Without case, the long s, U+017F, is an s: so it is to the engines that the vocabularies
   * were made with, which fold case by Unicode's table. No other character beyond ASCII folds to
   * one of these letters; the Kelvin sign, U+212A, folds to a k.
   */
  static int endInAnyCase(byte[] text, int start, int limit) {
    if (start + 1 >= limit || text[start] != '\'') {
      return start;
    }
    int second = start + 2 < limit ? text[start + 2] : 0;
    if (text[start + 1] == (byte) 0xC5 && second == (byte) 0xBF) {
      return start + 3;
    }
    return end(start, small(text[start + 1]), small(second));
  }

  private static int small(int letter) {
    return letter >= 'A' && letter <= 'Z' ? letter + 32 : letter;
  }

  private static int end(int start, int next, int after) {
    if (next == 's' || next == 't' || next == 'm' || next == 'd') {
      return start + 2;
    }
    boolean two = (next == 'r' || next == 'v') && after == 'e' || next == 'l' && after == 'l';
    return two ? start + 3 : start;
  }
}
