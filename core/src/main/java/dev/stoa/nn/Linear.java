package dev.stoa.nn;

import dev.stoa.tensor.Tensor;
import dev.stoa.weight.Weight;

/**
 * A linear layer: y = x Wᵀ + b.
 *
 * @param weight W, [out, in]
 * @param bias b, [out], or null for none
 */
public record Linear(Weight weight, Tensor bias) implements Part {
  /**
   * Builds the layer from the parameters {@code weight} and, if wanted, {@code bias}.
   *
   * @param parameters the layer's parameters
   * @param in channels of x
   * @param out channels of y
   * @param biased whether there is a bias
   * @param standardDeviation of the normal distribution of a new weight; a new bias is 0
   * @return the layer
   */
  public static Linear of(
      Parameters parameters, int in, int out, boolean biased, float standardDeviation) {
    return new Linear(
        parameters.matrix("weight", out, in, new Initial.Normal(standardDeviation)),
        biased ? parameters.vector("bias", out, 0) : null);
  }

  @Override
  public Tensor forward(Pass pass, Tensor x) {
    return weight.product(pass.tape(), x, bias);
  }
}
