package dev.stoa.nn;

import dev.stoa.autograd.NormOp;
import dev.stoa.autograd.Tape;
import dev.stoa.tensor.Tensor;

/**
 * A normalization layer with its learned weight, and bias if it has one.
 *
 * @param kind LayerNorm or RmsNorm
 * @param weight [channels]
 * @param bias [channels], or null for none
 * @param epsilon ε
 */
public record Normalization(NormOp.Kind kind, Tensor weight, Tensor bias, float epsilon) {
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
      Parameters parameters, NormOp.Kind kind, int channels, boolean biased, float epsilon) {
    Tensor weight = parameters.vector("weight", channels, 1);
    boolean hasBias = biased && kind == NormOp.Kind.LAYER_NORM;
    return new Normalization(
        kind, weight, hasBias ? parameters.vector("bias", channels, 0) : null, epsilon);
  }

  /**
   * Normalizes each row.
   *
   * @param tape runs it
   * @param x [n, channels]
   * @return [n, channels]
   */
  public Tensor forward(Tape tape, Tensor x) {
    return NormOp.apply(tape, kind, x, weight, bias, epsilon);
  }
}
