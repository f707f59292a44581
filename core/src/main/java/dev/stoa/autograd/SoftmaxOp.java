package dev.stoa.autograd;

import dev.stoa.kernel.Softmax;
import dev.stoa.tensor.Tensor;

/**
 * Softmax of each row, and its logarithm. Attention and cross entropy have theirs inside; these are
 * for models that are put together from small parts.
 */
final class SoftmaxOp {
  private SoftmaxOp() {}

  static Tensor softmax(Tape tape, Tensor input) {
    Tensor x = Operations.contiguous(tape, input);
    Tensor y = tape.take(x.shape());
    Softmax kernel = tape.execution().kernels().softmax();
    int n = x.columns();
    RowTask.forRows(
        tape,
        x,
        row ->
            kernel.softmaxInto(y.data(), y.offset() + row * n, x.data(), x.offset() + row * n, n));
    return tape.record(
        y,
        Saved.of(y),
        (dY, saved) -> addSoftmaxGradient(tape, kernel, tape.gradient(x), dY, saved.get(0)),
        x);
  }

  /** dX_i += y_i (dY_i − Σ_j dY_j y_j). */
  private static void addSoftmaxGradient(
      Tape tape, Softmax kernel, Tensor dX, Tensor dY, Tensor y) {
    int n = y.columns();
    RowTask.forRows(
        tape,
        y,
        row ->
            kernel.addGradient(
                dX.data(),
                dX.offset() + row * n,
                dY.data(),
                dY.offset() + row * n,
                y.data(),
                y.offset() + row * n,
                n));
  }

  static Tensor logSoftmax(Tape tape, Tensor input) {
    Tensor x = Operations.contiguous(tape, input);
    Tensor y = tape.take(x.shape());
    Softmax kernel = tape.execution().kernels().softmax();
    RowTask.forRows(tape, x, row -> logSoftmaxInto(kernel, y, x, row));
    return tape.record(
        y,
        Saved.of(y),
        (dY, saved) -> addLogSoftmaxGradient(tape, kernel, tape.gradient(x), dY, saved.get(0)),
        x);
  }

  /** y_i = (x_i − m) − ln Σ_j exp(x_j − m) with the greatest x as m. */
  private static void logSoftmaxInto(Softmax kernel, Tensor y, Tensor x, int row) {
    int n = x.columns();
    int yAt = y.offset() + row * n;
    int xAt = x.offset() + row * n;
    float max = kernel.max(x.data(), xAt, n);
    float sum = kernel.exponentialsInto(y.data(), yAt, x.data(), xAt, n, 1, max);
    float logSum = (float) Math.log(sum);
    for (int i = 0; i < n; i++) {
      y.data()[yAt + i] = x.data()[xAt + i] - max - logSum;
    }
  }

  /** dX_i += dY_i − exp(y_i) Σ_j dY_j. */
  private static void addLogSoftmaxGradient(
      Tape tape, Softmax kernel, Tensor dX, Tensor dY, Tensor y) {
    int n = y.columns();
    Tensor p = tape.take(y.rows(), n);
    RowTask.forRows(
        tape,
        y,
        row -> {
          int at = row * n;
          kernel.exponentialsInto(p.data(), p.offset() + at, y.data(), y.offset() + at, n, 1, 0);
          float sum = (float) Sums.sum(dY.data(), dY.offset() + at, n);
          for (int i = at; i < at + n; i++) {
            float share = p.data()[p.offset() + i] * sum;
            dX.data()[dX.offset() + i] += dY.data()[dY.offset() + i] - share;
          }
        });
  }
}
