package dev.stoa.autograd;

import dev.stoa.tensor.Tensor;

/** The backward pass of one recorded operation. */
@FunctionalInterface
interface Backward {
  /**
   * Adds to the gradients of the inputs.
   *
   * @param dY the gradient that arrived at the operation's result
   */
  void run(Tensor dY);
}
