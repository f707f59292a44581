package dev.stoa.autograd;

import dev.stoa.kernel.Softmax;
import dev.stoa.runtime.Execution;
import dev.stoa.tensor.Tensor;

/**
 * Softmax of each row. Attention and the training loss have theirs inside; this one is for models
 * that are put together from small parts.
 */
public final class SoftmaxOp {
  private SoftmaxOp() {}

  /**
   * y_ij = exp(x_ij) / Σ_l exp(x_il).
   *
   * @param tape runs and records it
   * @param x [n, channels]
   * @return the same shape
   */
  public static Tensor apply(Tape tape, Tensor x) {
    int mark = tape.mark();
    int n = x.columns();
    Tensor y = tape.take(x.rows(), n);
    Execution execution = tape.execution();
    Softmax kernel = execution.kernels().softmax();
    execution
        .workers()
        .forRange(
            x.rows(),
            Execution.rowGrain(n),
            (from, to) -> {
              for (int row = from; row < to; row++) {
                kernel.softmaxInto(
                    y.data(), y.offset() + row * n, x.data(), x.offset() + row * n, n);
              }
            });
    if (tape.tracks(x)) {
      tape.record(mark, y, dY -> addGradient(execution, tape.gradientOf(x), dY, y));
    }
    return y;
  }

  private static void addGradient(Execution execution, Tensor dX, Tensor dY, Tensor y) {
    Softmax kernel = execution.kernels().softmax();
    int n = y.columns();
    execution
        .workers()
        .forRange(
            y.rows(),
            Execution.rowGrain(n),
            (from, to) -> {
              for (int row = from; row < to; row++) {
                kernel.addGradient(
                    dX.data(),
                    dX.offset() + row * n,
                    dY.data(),
                    dY.offset() + row * n,
                    y.data(),
                    y.offset() + row * n,
                    n);
              }
            });
  }
}
