package dev.stoa.tokenizer.added;

import dev.stoa.tokenizer.split.CharacterKinds;
import java.text.Normalizer;

/**
 * Finds the added tokens of a text, from left to right, the longest at each place.
 *
 * <p>The time is linear in the text for any number of tokens that differ early.
 */
public final class SpecialTokenFinder {

  private final String text;
  private final SoughtTokens candidates;
  private final boolean composes;
  private int start;
  private int end;
  private AddedToken found;

  /**
   * Stands before the beginning of the text.
   *
   * @param text where tokens are looked for
   * @param candidates the tokens to look for
   */
  public SpecialTokenFinder(String text, SoughtTokens candidates) {
    this(text, candidates, false);
  }

  /**
   * Stands before the beginning of the text.
   *
   * @param text where tokens are looked for
   * @param candidates the tokens to look for
   * @param composes whether the text will be brought to Unicode's form NFC, in which the last
   *     character of a normalized token may join with a mark behind it, so that it is not found
   */
  public SpecialTokenFinder(String text, SoughtTokens candidates, boolean composes) {
    this.text = text;
    this.composes = composes;
    this.candidates = candidates;
  }

  /**
   * Moves to the next token at or behind an index.
   *
   * @param from the index, behind the token before
   * @return whether there is one
   */
  public boolean next(int from) {
    for (start = nextFirst(from); start < text.length(); start = nextFirst(start + 1)) {
      for (AddedToken candidate : candidates.tokens()) {
        if (text.startsWith(candidate.content(), start) && isFound(candidate, from)) {
          return true;
        }
      }
    }
    return false;
  }

  /** Takes the white space around the token, but none that belongs to the token before. */
  private boolean isFound(AddedToken candidate, int from) {
    end = start + candidate.content().length();
    if (candidate.singleWord() && (isWord(text, start, true) || isWord(text, end, false))) {
      return false;
    }
    if (composes && candidate.normalized() && joins(text, end)) {
      return false;
    }
    found = candidate;
    while (candidate.leftStrip() && start > from && isSpace(text.charAt(start - 1))) {
      start--;
    }
    while (candidate.rightStrip() && end < text.length() && isSpace(text.charAt(end))) {
      end++;
    }
    return true;
  }

  /** Whether the character before an index joins with what is behind it in form NFC. */
  private static boolean joins(String text, int index) {
    int behind = index;
    while (behind < text.length() && behind < index + 8 && text.charAt(behind) >= 0x300) {
      behind++;
    }
    String around = text.substring(index - 1, behind);
    return behind > index
        && Normalizer.normalize(around, Normalizer.Form.NFC).charAt(0) != around.charAt(0);
  }

  private static boolean isSpace(char c) {
    return CharacterKinds.of(c) == CharacterKinds.WHITE_SPACE;
  }

  /** Whether the character before or behind an index belongs to a word. */
  private static boolean isWord(String text, int index, boolean before) {
    if (before ? index == 0 : index == text.length()) {
      return false;
    }
    int codePoint = before ? text.codePointBefore(index) : text.codePointAt(index);
    int kind = 1 << CharacterKinds.of(codePoint);
    int words =
        CharacterKinds.LETTERS
            | CharacterKinds.NUMBERS
            | CharacterKinds.MARKS
            | 1 << Character.CONNECTOR_PUNCTUATION;
    return (kind & words) != 0;
  }

  private int nextFirst(int from) {
    String firstCharacters = candidates.firstCharacters();
    if (firstCharacters.length() == 1) {
      int index = text.indexOf(firstCharacters.charAt(0), from);
      return index < 0 ? text.length() : index;
    }
    if (firstCharacters.isEmpty()) {
      return text.length();
    }
    int index = from;
    while (index < text.length() && firstCharacters.indexOf(text.charAt(index)) < 0) {
      index++;
    }
    return index;
  }

  /**
   * Where the found token begins.
   *
   * @return its first index in the text, that of the white space that it takes
   */
  public int start() {
    return start;
  }

  /**
   * The index behind the found token.
   *
   * @return the index, behind the white space that it takes
   */
  public int end() {
    return end;
  }

  /**
   * The id of the found token.
   *
   * @return the id
   */
  public int id() {
    return found.id();
  }
}
