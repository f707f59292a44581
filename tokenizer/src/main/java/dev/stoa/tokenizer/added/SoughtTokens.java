package dev.stoa.tokenizer.added;

import java.util.Comparator;
import java.util.List;

/**
 * The added tokens to look for in a text, made ready for the search.
 *
 * @param tokens the tokens, the longest first
 * @param firstCharacters the chars that they begin with, each once
 */
public record SoughtTokens(List<AddedToken> tokens, String firstCharacters) {

  /**
   * Sorts the tokens.
   *
   * @param tokens the tokens, in any order
   * @return the same tokens, ready to be looked for
   */
  public static SoughtTokens of(List<AddedToken> tokens) {
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
    return new SoughtTokens(sorted, first.toString());
  }
}
