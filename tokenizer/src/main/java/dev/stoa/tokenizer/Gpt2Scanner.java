package dev.stoa.tokenizer;

import static dev.stoa.tokenizer.CharacterKinds.LETTERS;
import static dev.stoa.tokenizer.CharacterKinds.NUMBERS;
import static dev.stoa.tokenizer.CharacterKinds.OTHERS;
import static dev.stoa.tokenizer.CharacterKinds.SPACES;

/**
 * GPT-2's split pattern as a scanner. The alternatives are tried in the order of the regular
 * expression.
 */
final class Gpt2Scanner {

  private Gpt2Scanner() {}

  static int end(byte[] text, int start, int limit) {
    if (text[start] == '\'') {
      int length = contraction(text, start, limit);
      if (length > 0) {
        return start + length;
      }
    }
    // " ?X+": the space belongs to the run if a run of any kind follows it.
    int first = text[start] == ' ' ? start + 1 : start;
    if (first < limit) {
      int kind = CharacterKinds.of(Utf8.codePoint(text, first, limit));
      int run = kindsOfRun(kind);
      if (run != SPACES) {
        return CharacterKinds.endOfRun(text, first, limit, run);
      }
    }
    return endOfSpaces(text, start, limit);
  }

  private static int kindsOfRun(int kind) {
    int bit = 1 << kind;
    if ((bit & LETTERS) != 0) {
      return LETTERS;
    }
    return (bit & NUMBERS) != 0 ? NUMBERS : (bit & SPACES) != 0 ? SPACES : OTHERS;
  }

  /**
   * {@code \s+(?!\S)|\s+}: white space up to the end of the text, or all but its last character, or
   * its only one.
   */
  private static int endOfSpaces(byte[] text, int start, int limit) {
    int end = CharacterKinds.endOfRun(text, start, limit, SPACES);
    if (end == limit) {
      return end;
    }
    int last = end - 1;
    while ((text[last] & 0xC0) == 0x80) {
      last--;
    }
    return last > start ? last : end;
  }

  /** The length of {@code 's|'t|'re|'ve|'m|'ll|'d} at a position, or 0. */
  private static int contraction(byte[] text, int start, int limit) {
    if (start + 1 >= limit) {
      return 0;
    }
    int next = text[start + 1];
    if (next == 's' || next == 't' || next == 'm' || next == 'd') {
      return 2;
    }
    int after = start + 2 < limit ? text[start + 2] : 0;
    boolean two = (next == 'r' || next == 'v') && after == 'e' || next == 'l' && after == 'l';
    return two ? 3 : 0;
  }
}
