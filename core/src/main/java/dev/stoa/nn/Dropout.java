package dev.stoa.nn;

import dev.stoa.autograd.Operations;
import dev.stoa.tensor.Tensor;

/**
 * Dropout while training, see {@link Operations#dropout}.
 *
 * @param probability of dropping a value, in [0, 1)
 */
public record Dropout(float probability) implements Part {
  /**
   * Checks the probability.
   *
   * @throws IllegalArgumentException if it is outside [0, 1)
   */
  public Dropout {
    if (!(probability >= 0 && probability < 1)) {
      throw new IllegalArgumentException("dropout must be in [0, 1), not " + probability);
    }
  }

  /**
   * Dropout where there is any.
   *
   * @param probability of dropping a value, in [0, 1)
   * @return the part, or null for a probability of 0
   * @throws IllegalArgumentException for a probability outside [0, 1)
   */
  public static Part orNull(float probability) {
    Dropout dropout = new Dropout(probability);
    return probability == 0 ? null : dropout;
  }

  @Override
  public Tensor forward(Pass pass, Tensor x) {
    return Operations.dropout(pass.tape(), x, probability);
  }
}
