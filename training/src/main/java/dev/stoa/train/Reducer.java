package dev.stoa.train;

import dev.stoa.autograd.Gradients;

/**
 * Makes the gradients of one step out of what each process has summed up by itself, before they are
 * clipped and the parameters move.
 */
@FunctionalInterface
public interface Reducer {
  /** For one process: they are whole already. */
  Reducer ALONE = gradients -> {};

  /**
   * Replaces this process's gradients by those of all.
   *
   * @param gradients overwritten
   */
  void reduce(Gradients gradients);
}
