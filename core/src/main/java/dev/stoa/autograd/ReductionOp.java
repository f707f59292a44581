package dev.stoa.autograd;

import dev.stoa.kernel.Softmax;
import dev.stoa.runtime.Execution;
import dev.stoa.tensor.Shape;
import dev.stoa.tensor.Tensor;

/** Sum, mean and greatest value along a dimension. */
final class ReductionOp {
  private ReductionOp() {}

  /** y[o, j] = factor · Σ_i x[o, i, j]. */
  static Tensor sum(Tape tape, Tensor input, Axis axis, Shape shape, double factor) {
    Tensor x = Operations.contiguous(tape, input);
    Tensor y = tape.take(shape);
    tape.execution().fill(y, 0);
    Sums.add(tape, y, x, axis, factor);
    return tape.record(
        y,
        Saved.nothing(),
        (dY, saved) -> Sums.spread(tape.execution(), tape.gradient(x), dY, axis, (float) factor),
        x);
  }

  static Tensor mean(Tape tape, Tensor x, Axis axis, Shape shape) {
    requireValues("mean", x, axis);
    return sum(tape, x, axis, shape, 1.0 / axis.size());
  }

  static Tensor max(Tape tape, Tensor input, Axis axis, Shape shape) {
    requireValues("max", input, axis);
    Tensor x = Operations.contiguous(tape, input);
    Tensor y = tape.take(shape);
    Softmax kernel = tape.execution().kernels().softmax();
    forOuter(tape.execution(), axis, outer -> maxInto(kernel, y, x, axis, outer));
    return tape.record(
        y,
        Saved.of(x, y),
        (dY, saved) -> {
          Tensor dX = tape.gradient(x);
          forOuter(
              tape.execution(),
              axis,
              outer -> addMaxGradient(dX, dY, saved.get(0), saved.get(1), axis, outer));
        },
        x);
  }

  private static void maxInto(Softmax kernel, Tensor y, Tensor x, Axis axis, int outer) {
    int inner = axis.inner();
    int yAt = y.offset() + outer * inner;
    int xAt = x.offset() + outer * axis.size() * inner;
    if (inner == 1) {
      y.data()[yAt] = kernel.max(x.data(), xAt, axis.size());
      return;
    }
    System.arraycopy(x.data(), xAt, y.data(), yAt, inner);
    for (int i = 1; i < axis.size(); i++) {
      int row = xAt + i * inner;
      for (int j = 0; j < inner; j++) {
        y.data()[yAt + j] = Math.max(y.data()[yAt + j], x.data()[row + j]);
      }
    }
  }

  /** The whole gradient goes to the first of the greatest values. */
  private static void addMaxGradient(
      Tensor dX, Tensor dY, Tensor x, Tensor y, Axis axis, int outer) {
    int inner = axis.inner();
    int first = outer * axis.size() * inner;
    for (int j = 0; j < inner; j++) {
      float max = y.data()[y.offset() + outer * inner + j];
      int at = first + j;
      // Compared as bits would be: a greatest value that is not a number is found too.
      while (Float.compare(x.data()[x.offset() + at] + 0f, max + 0f) != 0) {
        at += inner;
      }
      dX.data()[dX.offset() + at] += dY.data()[dY.offset() + outer * inner + j];
    }
  }

  /** Work on one slice of the dimensions before the axis. */
  private interface OuterTask {
    void run(int outer);
  }

  private static void forOuter(Execution execution, Axis axis, OuterTask task) {
    execution
        .workers()
        .forRange(
            axis.outer(),
            Execution.rowGrain(axis.size() * axis.inner()),
            (from, to) -> {
              for (int outer = from; outer < to; outer++) {
                task.run(outer);
              }
            });
  }

  private static void requireValues(String operation, Tensor x, Axis axis) {
    if (axis.size() == 0) {
      throw new IllegalArgumentException(
          "%s: x%s has no values along dimension %d".formatted(operation, x.shape(), axis.index()));
    }
  }
}
