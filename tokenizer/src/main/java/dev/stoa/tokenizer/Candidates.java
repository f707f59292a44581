package dev.stoa.tokenizer;

import java.util.Comparator;
import java.util.List;

/**
 * The added tokens to look for in a text, made ready for the search.
 *
 * @param tokens the tokens, the longest first
 * @param firstCharacters the chars that they begin with, each once
 */
record Candidates(List<AddedToken> tokens, String firstCharacters) {

  /** Sorts the tokens. */
  static Candidates of(List<AddedToken> tokens) {
    List<AddedToken> sorted =
        tokens.stream()
            .sorted(Comparator.comparingInt((AddedToken token) -> -token.content().length()))
            .toList();
    StringBuilder first = new StringBuilder();
    for (AddedToken token : sorted) {
      if (first.indexOf(token.content().substring(0, 1)) < 0) {
        first.append(token.content().charAt(0));
      }
    }
    return new Candidates(sorted, first.toString());
  }
}
