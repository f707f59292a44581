package dev.stoa.tokenizer.split;

import static dev.stoa.tokenizer.split.CharacterKinds.LETTERS;
import static dev.stoa.tokenizer.split.CharacterKinds.MARKS;
import static dev.stoa.tokenizer.split.CharacterKinds.NUMBERS;
import static dev.stoa.tokenizer.split.CharacterKinds.OTHERS;
import static dev.stoa.tokenizer.split.CharacterKinds.PUNCTUATION;
import static dev.stoa.tokenizer.split.CharacterKinds.SPACES;
import static dev.stoa.tokenizer.split.CharacterKinds.SYMBOLS;

import dev.stoa.tokenizer.PreTokenizer;
import dev.stoa.tokenizer.bytes.Utf8;

/**
 * The splitting of DeepSeek V3 and R1: groups of digits are cut out first, then runs of Chinese
 * characters and Japanese kana, then a pattern is applied to those runs and to each part between
 * them. Characters that the pattern does not match are pieces too, as many in a row as there are.
 */
public record DeepSeekScanner() implements PreTokenizer {

  private static final int WORDS = LETTERS | MARKS;
  private static final int SIGNS = PUNCTUATION | SYMBOLS;

  /** Control and format characters, private use, and what is unassigned. */
  private static final int NOTHING = OTHERS & ~(WORDS | SIGNS);

  /** Whether the second step takes a character, whatever its category. */
  private static boolean isEastAsian(int codePoint) {
    return codePoint >= 0x4E00 && codePoint <= 0x9FA5 || codePoint >= 0x3040 && codePoint <= 0x30FF;
  }

  /** The kind of a character as a bit; 0 behind the part of the text that the pattern sees. */
  private static int kind(int codePoint, boolean eastAsian) {
    return isEastAsian(codePoint) == eastAsian ? 1 << CharacterKinds.of(codePoint) : 0;
  }

  private static int kind(byte[] text, int at, int limit, boolean eastAsian) {
    return at < limit ? kind(Utf8.codePoint(text, at, limit), eastAsian) : 0;
  }

  private static int endOfRun(byte[] text, int start, int limit, int kinds, boolean eastAsian) {
    int at = start;
    while (at < limit) {
      int codePoint = Utf8.codePoint(text, at, limit);
      if ((kind(codePoint, eastAsian) & kinds) == 0) {
        break;
      }
      at += Utf8.length(codePoint);
    }
    return at;
  }

  @Override
  public int end(byte[] text, int start, int limit) {
    int first = Utf8.codePoint(text, start, limit);
    boolean eastAsian = isEastAsian(first);
    int kind = 1 << CharacterKinds.of(first);
    if ((kind & NUMBERS) != 0) {
      return CharacterKinds.endOfRun(text, start, limit, NUMBERS, 3);
    }
    if ((kind & WORDS) != 0) {
      return endOfRun(text, start, limit, WORDS, eastAsian);
    }
    int behind = start + Utf8.length(first);
    if ((kind & SIGNS) != 0) {
      int end = first < 0x80 ? endOfAsciiLetters(text, behind, limit) : behind;
      return end > behind ? end : endOfSigns(text, start, limit, eastAsian);
    }
    // A character that is no line end belongs to the word behind it, a space to the signs.
    if (first != '\r' && first != '\n' && (kind(text, behind, limit, eastAsian) & WORDS) != 0) {
      return endOfRun(text, behind, limit, WORDS, eastAsian);
    }
    if (first == ' ' && (kind(text, behind, limit, false) & SIGNS) != 0) {
      return endOfSigns(text, behind, limit, false);
    }
    return (kind & SPACES) != 0
        ? endOfSpaces(text, start, limit)
        : endOfNothing(text, behind, limit, eastAsian);
  }

  private static int endOfAsciiLetters(byte[] text, int start, int limit) {
    int at = start;
    while (at < limit && (text[at] | 32) >= 'a' && (text[at] | 32) <= 'z') {
      at++;
    }
    return at;
  }

  private static int endOfSigns(byte[] text, int start, int limit, boolean eastAsian) {
    int at = endOfRun(text, start, limit, SIGNS, eastAsian);
    while (at < limit && !eastAsian && (text[at] == '\r' || text[at] == '\n')) {
      at++;
    }
    return at;
  }

  private static int endOfSpaces(byte[] text, int start, int limit) {
    int end = CharacterKinds.endOfRun(text, start, limit, SPACES);
    int behindLine = WhiteSpace.behindLastLineEnd(text, start, end);
    int next = kind(text, end, limit, false);
    boolean isLast = next == 0 || (next & NUMBERS) != 0;
    return behindLine > start ? behindLine : WhiteSpace.end(text, start, end, isLast);
  }

  /** Up to the next character at which the pattern matches. */
  private static int endOfNothing(byte[] text, int start, int limit, boolean eastAsian) {
    int at = start;
    while (at < limit) {
      int codePoint = Utf8.codePoint(text, at, limit);
      int behind = at + Utf8.length(codePoint);
      if ((kind(codePoint, eastAsian) & NOTHING) == 0
          || (kind(text, behind, limit, eastAsian) & WORDS) != 0) {
        break;
      }
      at = behind;
    }
    return at;
  }
}
