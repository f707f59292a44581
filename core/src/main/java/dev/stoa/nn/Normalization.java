package dev.stoa.nn;

import dev.stoa.autograd.Operations;
import dev.stoa.tensor.Tensor;

/**
 * A normalization layer with its learned weight, and bias if it has one.
 *
 * @param kind LayerNorm or RmsNorm
 * @param weight [channels]
 * @param bias [channels], or null for none
 * @param epsilon ε
 */
public record Normalization(Kind kind, Tensor weight, Tensor bias, float epsilon) implements Part {
  /** The two normalizations. */
  public enum Kind {
    /** y = (x − μ) / √(σ² + ε) · weight + bias, with the biased variance of the row. */
    LAYER_NORM,
    /** y = x / √(mean(x²) + ε) · weight. */
    RMS_NORM
  }

  /**
   * Builds the layer from the parameters {@code weight}, new as ones, and, if wanted, {@code bias},
   * new as zeros.
   *
   * @param parameters the layer's parameters
   * @param kind LayerNorm or RmsNorm
   * @param channels channels
   * @param biased whether there is a bias; RmsNorm never has one
   * @param epsilon ε
   * @return the layer
   */
  public static Normalization of(
      Parameters parameters, Kind kind, int channels, boolean biased, float epsilon) {
    Tensor weight = parameters.vector("weight", channels, 1);
    boolean hasBias = biased && kind == Kind.LAYER_NORM;
    return new Normalization(
        kind, weight, hasBias ? parameters.vector("bias", channels, 0) : null, epsilon);
  }

  @Override
  public Tensor forward(Pass pass, Tensor x) {
    return switch (kind) {
      case LAYER_NORM -> Operations.layerNorm(pass.tape(), x, weight, bias, epsilon);
      case RMS_NORM -> Operations.rmsNorm(pass.tape(), x, weight, epsilon);
    };
  }
}
