package dev.stoa.autograd;

import dev.stoa.runtime.Execution;
import dev.stoa.tensor.Tensor;

/** Work on one row of a matrix, independent of that on every other row. */
@FunctionalInterface
interface RowTask {
  void run(int row);

  /** Shares the rows of a tensor between the threads. */
  static void forRows(Tape tape, Tensor x, RowTask task) {
    tape.execution()
        .workers()
        .forRange(
            x.rows(),
            Execution.rowGrain(x.columns()),
            (from, to) -> {
              for (int row = from; row < to; row++) {
                task.run(row);
              }
            });
  }
}
