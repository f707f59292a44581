package dev.stoa.optim;

import dev.stoa.autograd.Gradients;
import dev.stoa.runtime.Workers;

/**
 * Moves parameters against their gradients. The parameters are given when an optimizer is made; it
 * keeps whatever it has to remember about them. Used by one thread at a time.
 */
public interface Optimizer {
  /**
   * Makes one update of all parameters.
   *
   * @param workers threads that share the work; their number does not change a bit of the result
   * @param gradients the gradients of (at least) these parameters, which are only read
   * @param learningRate how far to go, at least 0
   * @throws IllegalArgumentException if the gradients do not have one of the parameters
   */
  void step(Workers workers, Gradients gradients, float learningRate);

  /**
   * How many updates were made.
   *
   * @return the number, those before a {@link #restore} among them
   */
  int steps();

  /**
   * What it remembers, for a checkpoint.
   *
   * @return a view: its tensors change with the next step
   */
  OptimizerState state();

  /**
   * Goes on from a state, whose values are copied.
   *
   * @param state a state of an optimizer of the same kind for the same parameters
   * @throws IllegalArgumentException if a tensor is missing, unknown, or has another shape; nothing
   *     is changed then
   */
  void restore(OptimizerState state);
}
