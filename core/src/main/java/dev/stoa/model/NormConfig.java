package dev.stoa.model;

import dev.stoa.nn.Normalization;
import dev.stoa.nn.Parameters;

/**
 * A normalization.
 *
 * @param kind LayerNorm or RmsNorm
 * @param epsilon ε
 * @param bias whether a LayerNorm has a bias; RmsNorm never has one
 */
public record NormConfig(Normalization.Kind kind, float epsilon, boolean bias) {
  /**
   * Checks the numbers.
   *
   * @throws IllegalArgumentException if ε is negative or not finite
   */
  public NormConfig {
    bias = bias && kind == Normalization.Kind.LAYER_NORM;
    if (!(epsilon >= 0 && epsilon < Float.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException(
          "normEpsilon must be finite and not negative, not " + epsilon);
    }
  }

  Normalization build(Parameters parameters, int channels) {
    return Normalization.of(parameters, kind, channels, bias, epsilon);
  }
}
