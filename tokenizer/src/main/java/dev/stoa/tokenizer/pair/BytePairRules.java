package dev.stoa.tokenizer.pair;

import dev.stoa.tokenizer.SplitPattern;
import java.util.Map;

/**
 * How a byte-pair tokenizer treats a text, besides its merges.
 *
 * @param split how the text is split into pieces
 * @param normalizes whether the text is brought to Unicode's form NFC first
 * @param prefixesSpace whether a space is put before a text, and before each part of it that
 *     follows a special or plain token, unless it begins with one
 * @param wholePieces whether a piece that is a token becomes that token, though its merges would
 *     not make it
 * @param rankOfResult whether a merge comes as early as the id of the token that it makes says, and
 *     not as its place in the list: two ways to make a token are then equally early
 * @param plainTokens tokens that are cut out of every text before all else, whoever wrote it; they
 *     stand for their own text
 */
public record BytePairRules(
    SplitPattern split,
    boolean normalizes,
    boolean prefixesSpace,
    boolean wholePieces,
    boolean rankOfResult,
    Map<String, Integer> plainTokens) {

  /**
   * The rules of GPT-2, with any split pattern.
   *
   * @param split how texts are split into pieces
   * @return the rules
   */
  public static BytePairRules of(SplitPattern split) {
    return new BytePairRules(split, false, false, false, false, Map.of());
  }

  /**
   * The rules of OpenAI's tiktoken, with any split pattern: the ranks alone say what merges and
   * when, and a piece that has a rank is not merged at all.
   *
   * @param split how texts are split into pieces
   * @return the rules
   */
  public static BytePairRules ofRanks(SplitPattern split) {
    return new BytePairRules(split, false, false, true, true, Map.of());
  }

  /**
   * The same rules with other plain tokens.
   *
   * @param tokens the plain tokens and their ids
   * @return new rules
   */
  public BytePairRules withPlainTokens(Map<String, Integer> tokens) {
    return new BytePairRules(split, normalizes, prefixesSpace, wholePieces, rankOfResult, tokens);
  }
}
