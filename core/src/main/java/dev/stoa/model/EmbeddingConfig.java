package dev.stoa.model;

/**
 * How token ids become rows: a learned vector for each token, and for each position if positions
 * are learned.
 *
 * @param learnedPositions whether a learned vector for its position is added to each token's, as in
 *     GPT-2
 * @param dropout probability of dropping a value of a row, while training
 */
public record EmbeddingConfig(boolean learnedPositions, float dropout) {
  /**
   * Checks the probability.
   *
   * @throws IllegalArgumentException if it is outside [0, 1)
   */
  public EmbeddingConfig {
    if (!(dropout >= 0 && dropout < 1)) {
      throw new IllegalArgumentException("dropout must be in [0, 1), not " + dropout);
    }
  }
}
