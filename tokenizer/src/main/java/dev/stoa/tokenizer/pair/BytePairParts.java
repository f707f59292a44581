package dev.stoa.tokenizer.pair;

import dev.stoa.tokenizer.Merge;
import dev.stoa.tokenizer.SplitPattern;
import dev.stoa.tokenizer.Template;
import dev.stoa.tokenizer.added.AddedTokens;
import dev.stoa.tokenizer.bytes.Vocabulary;
import java.util.List;

/**
 * What a byte-pair tokenizer consists of: what readers of files give, and what writers take.
 *
 * @param vocabulary the bytes of each token
 * @param merges the merge table, lowest rank first; unmodifiable
 * @param rules how texts are treated besides the merges
 * @param added the tokens that are cut out of texts
 * @param template what models expect around a text
 * @param encoder encodes by all of these
 */
public record BytePairParts(
    Vocabulary vocabulary,
    List<Merge> merges,
    BytePairRules rules,
    AddedTokens added,
    Template template,
    BytePairEncoder encoder) {

  /**
   * Puts the parts together and makes the encoder of them.
   *
   * @param vocabulary the bytes of each token
   * @param merges the merge table, lowest rank first
   * @param rules how texts are treated besides the merges
   * @param added the tokens that are cut out of texts
   * @param template what models expect around a text
   * @return the parts
   * @throws IllegalArgumentException if a byte has no token, if a merge uses a token without bytes,
   *     if its result is no token, or if a pair is merged twice
   */
  public static BytePairParts of(
      Vocabulary vocabulary,
      List<Merge> merges,
      BytePairRules rules,
      AddedTokens added,
      Template template) {
    List<Merge> copy = List.copyOf(merges);
    BytePairEncoder encoder = new BytePairEncoder(vocabulary, copy, rules, added);
    return new BytePairParts(vocabulary, copy, rules, added, template, encoder);
  }

  /**
   * These parts with empty caches of another size.
   *
   * @param memory the most memory that the caches take together, in bytes
   * @return parts that share everything else with these
   */
  public BytePairParts withCache(int memory) {
    return new BytePairParts(vocabulary, merges, rules, added, template, encoder.withCache(memory));
  }

  /**
   * How texts are split before merging.
   *
   * @return the pattern
   */
  public SplitPattern split() {
    return rules.split();
  }
}
