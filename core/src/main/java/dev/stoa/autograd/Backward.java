package dev.stoa.autograd;

import dev.stoa.tensor.Tensor;

/**
 * The backward pass of one recorded operation y = f(x, ...).
 *
 * <p>It adds to {@link Tape#gradient} of each input that has one. What it needs of the forward pass
 * it takes from what was saved, not from variables of the forward method, so that the tape decides
 * how long and in which form that is kept.
 */
@FunctionalInterface
public interface Backward {
  /**
   * Adds to the gradients of the inputs.
   *
   * @param dY the gradient that arrived at the operation's result, rows without gaps
   * @param saved what the operation saved
   */
  void run(Tensor dY, Saved saved);
}
