package dev.stoa.train;

import dev.stoa.autograd.Gradients;

/**
 * Makes the gradients of one step out of what each process has summed up by itself, before they are
 * clipped and the parameters move.
 */
@FunctionalInterface
public interface Reducer {
  /** For one process: they are whole already. */
  Reducer ALONE = (gradients, loss) -> loss;

  /**
   * Replaces this process's gradients by the mean over all processes. It is called at each step by
   * each process, also where its loss is not finite, so that all go on or stop together.
   *
   * @param gradients overwritten
   * @param loss this process's loss
   * @return the mean loss of all, not finite if that of any process is not
   */
  double reduce(Gradients gradients, double loss);
}
