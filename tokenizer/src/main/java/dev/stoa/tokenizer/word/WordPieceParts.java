package dev.stoa.tokenizer.word;

import dev.stoa.tokenizer.Template;
import dev.stoa.tokenizer.added.AddedTokens;
import dev.stoa.tokenizer.normal.BertNormalizer;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * What a WordPiece tokenizer consists of: what readers of files give, and what writers take.
 *
 * @param tokens the tokens as files write them, in the order of their ids; those that continue a
 *     word begin with {@link WordPieceEncoder#CONTINUES}
 * @param unknown the token for unknown words, one of the special tokens
 * @param normalizer cuts texts into words
 * @param added the tokens that are cut out of texts
 * @param onlyCutOut the ids of plain tokens that are looked for in no word, as no special one is
 * @param template what models expect around a text
 */
public record WordPieceParts(
    List<String> tokens,
    String unknown,
    BertNormalizer normalizer,
    AddedTokens added,
    Set<Integer> onlyCutOut,
    Template template) {

  /**
   * Copies the tokens and checks them.
   *
   * @throws IllegalArgumentException if the unknown token is none of the special tokens, or if a
   *     token is there twice
   */
  public WordPieceParts {
    tokens = List.copyOf(tokens);
    onlyCutOut = Set.copyOf(onlyCutOut);
    if (!added.special().ids().containsKey(unknown)) {
      throw new IllegalArgumentException(
          "the token for unknown words, '" + unknown + "', is not one of the special tokens");
    }
    Set<String> seen = new HashSet<>();
    for (String token : tokens) {
      if (!seen.add(token)) {
        throw new IllegalArgumentException("token '" + token + "' is there twice");
      }
    }
  }

  /**
   * The id of the token for unknown words.
   *
   * @return the id
   */
  public int unknownId() {
    return added.special().ids().get(unknown);
  }

  /** Whether a token with an id is a special one. */
  boolean isSpecial(String token, int id) {
    return Integer.valueOf(id).equals(added.special().ids().get(token));
  }
}
