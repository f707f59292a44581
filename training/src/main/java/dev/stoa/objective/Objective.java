package dev.stoa.objective;

import dev.stoa.autograd.Tape;
import dev.stoa.tensor.Tensor;

/**
 * What training makes smaller: the loss of a batch, as a function of the parameters that it reads.
 *
 * @param <B> what a batch is
 */
@FunctionalInterface
public interface Objective<B> {
  /**
   * The loss of a batch, a mean over whatever the batch has.
   *
   * @param tape runs and records it
   * @param batch the batch
   * @return a single value, usually in nats
   */
  Tensor loss(Tape tape, B batch);

  /**
   * How much a batch has, for the speed that is reported.
   *
   * @param batch the batch
   * @return tokens predicted, or examples
   */
  default int size(B batch) {
    return 1;
  }
}
