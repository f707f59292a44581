package dev.stoa.tokenizer;

import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Finds the allowed special tokens of a text, from left to right, the longest at each place.
 *
 * <p>The time is linear in the text for any number of tokens that differ early.
 */
final class SpecialTokenFinder {

  private record Candidate(String name, int id) {}

  private final String text;
  private final List<Candidate> candidates;
  private final String firstCharacters;
  private int start;
  private Candidate found;

  /**
   * Stands before the beginning of the text.
   *
   * @throws IllegalArgumentException if an allowed name is not a special token
   */
  SpecialTokenFinder(String text, SpecialTokens special, Set<String> allowed) {
    this(text, special, allowed, Map.of());
  }

  /** As above, and finds plain tokens too, which need not be allowed. */
  SpecialTokenFinder(
      String text, SpecialTokens special, Set<String> allowed, Map<String, Integer> plain) {
    this.text = text;
    Map<String, Integer> ids = special.ids();
    candidates =
        Stream.concat(
                allowed.stream().map(name -> new Candidate(name, idOf(ids, name))),
                plain.entrySet().stream().map(e -> new Candidate(e.getKey(), e.getValue())))
            .sorted(Comparator.comparingInt((Candidate c) -> -c.name.length()))
            .toList();
    StringBuilder first = new StringBuilder();
    for (Candidate candidate : candidates) {
      if (first.indexOf(candidate.name.substring(0, 1)) < 0) {
        first.append(candidate.name.charAt(0));
      }
    }
    firstCharacters = first.toString();
  }

  private static int idOf(Map<String, Integer> ids, String name) {
    Integer id = ids.get(name);
    if (id == null) {
      throw new IllegalArgumentException(
          "'" + name + "' is not a special token of this tokenizer; it has " + ids.keySet());
    }
    return id;
  }

  /** Moves to the next special token at or behind an index; false if there is none. */
  boolean next(int from) {
    for (start = nextFirst(from); start < text.length(); start = nextFirst(start + 1)) {
      for (Candidate candidate : candidates) {
        if (text.startsWith(candidate.name, start)) {
          found = candidate;
          return true;
        }
      }
    }
    return false;
  }

  private int nextFirst(int from) {
    if (firstCharacters.length() == 1) {
      int index = text.indexOf(firstCharacters.charAt(0), from);
      return index < 0 ? text.length() : index;
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
    return start + found.name.length();
  }

  /** The id of the found token. */
  int id() {
    return found.id;
  }
}
