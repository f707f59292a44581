package dev.stoa.tokenizer;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Finds the added tokens of a text, from left to right, the longest at each place.
 *
 * <p>The time is linear in the text for any number of tokens that differ early.
 */
final class SpecialTokenFinder {

  private final String text;
  private final List<AddedToken> candidates;
  private final String firstCharacters;
  private int start;
  private int end;
  private AddedToken found;

  /** Stands before the beginning of the text. */
  SpecialTokenFinder(String text, List<AddedToken> wanted) {
    this.text = text;
    candidates =
        wanted.stream()
            .sorted(Comparator.comparingInt((AddedToken token) -> -token.content().length()))
            .toList();
    StringBuilder first = new StringBuilder();
    for (AddedToken candidate : candidates) {
      if (first.indexOf(candidate.content().substring(0, 1)) < 0) {
        first.append(candidate.content().charAt(0));
      }
    }
    firstCharacters = first.toString();
  }

  /**
   * Stands before the beginning of the text.
   *
   * @throws IllegalArgumentException if an allowed name is not a special token
   */
  SpecialTokenFinder(String text, SpecialTokens special, Set<String> allowed) {
    this(text, special, allowed, Map.of());
  }

  /**
   * Stands before the beginning of the text, and finds plain tokens too, which need not be allowed.
   *
   * @throws IllegalArgumentException if an allowed name is not a special token
   */
  SpecialTokenFinder(
      String text, SpecialTokens special, Set<String> allowed, Map<String, Integer> plain) {
    this(text, wanted(special, allowed, plain));
  }

  private static List<AddedToken> wanted(
      SpecialTokens special, Set<String> allowed, Map<String, Integer> plain) {
    List<AddedToken> wanted = new ArrayList<>(AddedTokens.of(special).wanted(allowed, false));
    plain.forEach((name, id) -> wanted.add(AddedToken.of(name, id)));
    return wanted;
  }

  /** Moves to the next token at or behind an index; false if there is none. */
  boolean next(int from) {
    for (start = nextFirst(from); start < text.length(); start = nextFirst(start + 1)) {
      for (AddedToken candidate : candidates) {
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
    found = candidate;
    while (candidate.leftStrip() && start > from && isSpace(text.charAt(start - 1))) {
      start--;
    }
    while (candidate.rightStrip() && end < text.length() && isSpace(text.charAt(end))) {
      end++;
    }
    return true;
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

  /** Where the found token begins. */
  int start() {
    return start;
  }

  /** The index behind the found token. */
  int end() {
    return end;
  }

  /** The id of the found token. */
  int id() {
    return found.id();
  }
}
