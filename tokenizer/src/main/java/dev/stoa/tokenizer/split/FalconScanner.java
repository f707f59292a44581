package dev.stoa.tokenizer.split;

import static dev.stoa.tokenizer.split.CharacterKinds.LETTERS;
import static dev.stoa.tokenizer.split.CharacterKinds.NUMBERS;
import static dev.stoa.tokenizer.split.CharacterKinds.PUNCTUATION;
import static dev.stoa.tokenizer.split.CharacterKinds.SPACES;

import dev.stoa.tokenizer.PreTokenizer;
import dev.stoa.tokenizer.bytes.Utf8;

/**
 * Falcon's splitting: runs of punctuation are cut out first, then GPT-2's pattern is applied to
 * each part between them, then groups of three ASCII digits are cut out of its pieces.
 *
 * <p>An apostrophe being punctuation, there are no contractions.
 *
 * @param cutsBackticks whether a backtick counts as punctuation
 * @param cutsSpaces whether numbers are cut out too, and lose the space before them
 */
public record FalconScanner(boolean cutsBackticks, boolean cutsSpaces) implements PreTokenizer {

  @Override
  public int end(byte[] text, int start, int limit) {
    if (isPunctuation(text, start, limit)) {
      return endOfRun(text, start, limit, true);
    }
    int first = text[start] == ' ' ? start + 1 : start;
    if (first < limit && !isPunctuation(text, first, limit)) {
      int kind = 1 << CharacterKinds.of(Utf8.codePoint(text, first, limit));
      if ((kind & LETTERS) != 0) {
        return CharacterKinds.endOfRun(text, first, limit, LETTERS);
      }
      if ((kind & NUMBERS) != 0) {
        return cutsSpaces && first > start ? first : endOfNumber(text, start, first, limit);
      }
      if ((kind & SPACES) == 0) {
        return endOfRun(text, first, limit, false);
      }
    }
    int end = CharacterKinds.endOfRun(text, start, limit, SPACES);
    return WhiteSpace.end(text, start, end, end == limit || isPunctuation(text, end, limit));
  }

  /** ASCII's 32 punctuation characters, of which Unicode calls some symbols, and {@code \p{P}}. */
  private boolean isPunctuation(byte[] text, int at, int limit) {
    byte c = text[at];
    if (c >= 0) {
      return c > ' '
          && c < 0x7F
          && (c != '`' || cutsBackticks)
          && !(c >= '0' && c <= '9')
          && !((c | 32) >= 'a' && (c | 32) <= 'z');
    }
    return (1 << CharacterKinds.of(Utf8.codePoint(text, at, limit)) & PUNCTUATION) != 0;
  }

  /** The end of a run of punctuation, or of characters that are nothing else either. */
  private int endOfRun(byte[] text, int start, int limit, boolean punctuation) {
    int at = start;
    while (at < limit && isPunctuation(text, at, limit) == punctuation) {
      int codePoint = Utf8.codePoint(text, at, limit);
      if (!punctuation && (1 << CharacterKinds.of(codePoint) & CharacterKinds.OTHERS) == 0) {
        break;
      }
      at += Utf8.length(codePoint);
    }
    return at;
  }

  /** The end of a number that may have a space before it: at, or behind, three ASCII digits. */
  private static int endOfNumber(byte[] text, int start, int first, int limit) {
    int at = first;
    while (at < limit) {
      if (isThreeDigits(text, at, limit)) {
        return at > start ? at : at + 3;
      }
      int codePoint = Utf8.codePoint(text, at, limit);
      if ((1 << CharacterKinds.of(codePoint) & NUMBERS) == 0) {
        break;
      }
      at += Utf8.length(codePoint);
    }
    return at;
  }

  private static boolean isThreeDigits(byte[] text, int at, int limit) {
    return at + 2 < limit && isDigit(text[at]) && isDigit(text[at + 1]) && isDigit(text[at + 2]);
  }

  private static boolean isDigit(byte c) {
    return c >= '0' && c <= '9';
  }
}
