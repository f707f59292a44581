package dev.stoa.tokenizer.split;

import static dev.stoa.tokenizer.split.CharacterKinds.LETTERS;
import static dev.stoa.tokenizer.split.CharacterKinds.LOWER_CASE;
import static dev.stoa.tokenizer.split.CharacterKinds.MARKS;
import static dev.stoa.tokenizer.split.CharacterKinds.NO_CASE;
import static dev.stoa.tokenizer.split.CharacterKinds.NUMBERS;
import static dev.stoa.tokenizer.split.CharacterKinds.OTHERS;
import static dev.stoa.tokenizer.split.CharacterKinds.UPPER_CASE;

import dev.stoa.tokenizer.PreTokenizer;
import dev.stoa.tokenizer.bytes.Utf8;

/**
 * The split patterns that follow cl100k's: a word takes any one character before it that is no
 * letter, digit or line end; digits come in groups; punctuation takes the line ends behind it;
 * white space ends at its last line end. The alternatives are tried in the order of the regular
 * expressions.
 *
 * @param words what a word is made of
 * @param contractions where English contractions are cut off
 * @param digits how many digits are a piece at most
 * @param slashes whether punctuation takes slashes behind it as it takes line ends
 * @param endIsWhole whether white space at the end of the text is one piece, line ends or not
 */
public record WordScanner(
    Words words, Contractions contractions, int digits, boolean slashes, boolean endIsWhole)
    implements PreTokenizer {

  /** What a word is made of. */
  public enum Words {
    /** {@code \p{L}+}. */
    LETTERS_ONLY,
    /** {@code [\p{L}\p{M}]+}. */
    WITH_MARKS,
    /**
     * Capital letters, then small ones; letters without case and marks may stand in both: {@code
     * [\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]*[\p{Ll}\p{Lm}\p{Lo}\p{M}]+}, or if that does not match, the
     * same with {@code +} and then {@code *}.
     */
    BY_CASE
  }

  /** Where contractions ('s, 't, 're, 've, 'm, 'll, 'd in any case) are cut off. */
  public enum Contractions {
    /** They are pieces of their own. */
    APART,
    /** They belong to the word before them. */
    BEHIND_WORDS,
    /** They are not known. */
    NONE
  }

  @Override
  public int end(byte[] text, int start, int limit) {
    int first = Utf8.codePoint(text, start, limit);
    if (first == '\'' && contractions == Contractions.APART) {
      int end = Contraction.endInAnyCase(text, start, limit);
      if (end > start) {
        return end;
      }
    }
    int kind = 1 << CharacterKinds.of(first);
    if ((kind & NUMBERS) != 0) {
      return CharacterKinds.endOfRun(text, start, limit, NUMBERS, digits);
    }
    int end = endOfWord(text, start, limit, first, kind);
    if (end > start) {
      return end;
    }
    int run = first == ' ' ? start + 1 : start;
    int others = words == Words.WITH_MARKS ? OTHERS & ~MARKS : OTHERS;
    end = CharacterKinds.endOfRun(text, run, limit, others);
    return end > run ? endOfLineEnds(text, end, limit) : endOfSpaces(text, start, limit);
  }

  /** The end of a word with the character before it, or {@code start} if there is none. */
  private int endOfWord(byte[] text, int start, int limit, int first, int kind) {
    if (words == Words.BY_CASE) {
      int end = endOfCasedWord(text, start, limit, first, kind);
      return end > start && contractions == Contractions.BEHIND_WORDS
          ? Contraction.endInAnyCase(text, end, limit)
          : end;
    }
    int kinds = words == Words.WITH_MARKS ? LETTERS | MARKS : LETTERS;
    if ((kind & kinds) != 0) {
      return CharacterKinds.endOfRun(text, start, limit, kinds);
    }
    if (first == '\r' || first == '\n') {
      return start;
    }
    int behind = start + Utf8.length(first);
    int end = CharacterKinds.endOfRun(text, behind, limit, kinds);
    return end > behind ? end : start;
  }

  private static int endOfCasedWord(byte[] text, int start, int limit, int first, int kind) {
    if (first == '\r' || first == '\n') {
      return start;
    }
    boolean isLetter = (kind & LETTERS) != 0;
    int begin = isLetter ? start : start + Utf8.length(first);
    int end = endOfSmallWord(text, begin, limit);
    if (end > begin) {
      return end;
    }
    if ((kind & MARKS) != 0) {
      // Not the character before a word, then, but a word itself.
      return begin;
    }
    end = CharacterKinds.endOfRun(text, begin, limit, UPPER_CASE | NO_CASE);
    return end > begin ? end : start;
  }

  /**
   * A word that ends in a small letter or one without case, or {@code start}. Where capital letters
   * are not followed by a small one, the word gives them back up to its last letter without case.
   */
  private static int endOfSmallWord(byte[] text, int start, int limit) {
    int at = start;
    int behindNoCase = start;
    while (at < limit) {
      int codePoint = Utf8.codePoint(text, at, limit);
      int kind = 1 << CharacterKinds.of(codePoint);
      if ((kind & LOWER_CASE) != 0) {
        return CharacterKinds.endOfRun(text, at, limit, LOWER_CASE | NO_CASE);
      }
      if ((kind & (UPPER_CASE | NO_CASE)) == 0) {
        break;
      }
      at += Utf8.length(codePoint);
      if ((kind & NO_CASE) != 0) {
        behindNoCase = at;
      }
    }
    return behindNoCase;
  }

  private int endOfLineEnds(byte[] text, int start, int limit) {
    int at = start;
    while (at < limit && (text[at] == '\r' || text[at] == '\n' || slashes && text[at] == '/')) {
      at++;
    }
    return at;
  }

  private int endOfSpaces(byte[] text, int start, int limit) {
    int end = CharacterKinds.endOfRun(text, start, limit, CharacterKinds.SPACES);
    if (endIsWhole && end == limit) {
      return end;
    }
    int behindLine = WhiteSpace.behindLastLineEnd(text, start, end);
    return behindLine > start ? behindLine : WhiteSpace.end(text, start, end, end == limit);
  }
}
