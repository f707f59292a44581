package dev.stoa.tokenizer;

/**
 * One step of byte-pair encoding: two tokens that stand beside each other become one. The place of
 * a merge in its list is its rank, and the merge of the lowest rank is done first.
 *
 * @param left the id of the first token, at least 0
 * @param right the id of the token behind it, at least 0
 */
public record Merge(int left, int right) {

  /**
   * Checks the ids.
   *
   * @throws IllegalArgumentException if an id is negative
   */
  public Merge {
    if (left < 0 || right < 0) {
      throw new IllegalArgumentException(
          "the ids of a merge are at least 0, but these are " + left + " and " + right);
    }
  }
}
