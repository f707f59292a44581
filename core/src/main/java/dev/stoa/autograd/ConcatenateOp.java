package dev.stoa.autograd;

import dev.stoa.runtime.Execution;
import dev.stoa.tensor.Shape;
import dev.stoa.tensor.Tensor;

/** Tensors laid one behind the other along a dimension, and a part of one cut out of it. */
final class ConcatenateOp {
  private ConcatenateOp() {}

  static Tensor concatenate(Tape tape, int axis, Tensor[] inputs) {
    if (inputs.length == 0) {
      throw new IllegalArgumentException("concatenate: there is nothing to concatenate");
    }
    Tensor[] parts = new Tensor[inputs.length];
    Axis[] axes = new Axis[inputs.length];
    int total = 0;
    for (int i = 0; i < inputs.length; i++) {
      parts[i] = Operations.contiguous(tape, inputs[i]);
      axes[i] = Axis.of("concatenate", parts[i].shape(), axis);
      requireAlike(parts[0].shape(), parts[i].shape(), axes[0]);
      total = Math.addExact(total, axes[i].size());
    }
    Tensor y = tape.take(axes[0].resized(parts[0].shape(), total));
    Axis whole = Axis.of("concatenate", y.shape(), axis);
    int at = 0;
    for (int i = 0; i < parts.length; i++) {
      copy(tape.execution(), y, whole, at, parts[i], axes[i], 0);
      at += axes[i].size();
    }
    return tape.record(
        y,
        Saved.nothing(),
        (dY, saved) -> {
          int from = 0;
          for (int i = 0; i < parts.length; i++) {
            add(tape.execution(), tape.gradient(parts[i]), axes[i], 0, dY, whole, from);
            from += axes[i].size();
          }
        },
        parts);
  }

  private static void requireAlike(Shape first, Shape other, Axis axis) {
    boolean alike = first.rank() == other.rank();
    for (int i = 0; alike && i < first.rank(); i++) {
      alike = i == axis.index() || first.dimension(i) == other.dimension(i);
    }
    if (!alike) {
      throw new IllegalArgumentException(
          "concatenate: %s and %s differ in more than dimension %d"
              .formatted(first, other, axis.index()));
    }
  }

  /** The elements from ... to − 1 of one dimension: a view where there is one, else a copy. */
  static Tensor slice(Tape tape, Tensor input, int axis, int from, int to) {
    Axis whole = Axis.of("slice", input.shape(), axis);
    if (from < 0 || to < from || to > whole.size()) {
      throw new IllegalArgumentException(
          "slice: %d to %d lie outside dimension %d of x%s"
              .formatted(from, to, whole.index(), input.shape()));
    }
    Shape shape = whole.resized(input.shape(), to - from);
    boolean last = whole.index() == input.shape().rank() - 1;
    if (last || whole.outer() == 1) {
      int row = last ? 0 : from * (whole.inner() / Math.max(1, input.columns()));
      int column = last ? from : 0;
      int offset = input.offset() + row * input.stride() + column;
      return ViewOp.part(
          tape, input, new Tensor(input.data(), offset, shape, input.stride()), row, column);
    }
    Tensor x = Operations.contiguous(tape, input);
    Tensor y = tape.take(shape);
    Axis part = Axis.of("slice", shape, axis);
    copy(tape.execution(), y, part, 0, x, whole, from);
    return tape.record(
        y,
        Saved.nothing(),
        (dY, saved) -> add(tape.execution(), tape.gradient(x), whole, from, dY, part, 0),
        x);
  }

  /** y[o, yFrom + i, j] = x[o, xFrom + i, j], for as many i as the shorter one has. */
  private static void copy(
      Execution execution, Tensor y, Axis yAxis, int yFrom, Tensor x, Axis xAxis, int xFrom) {
    int n = Math.min(yAxis.size(), xAxis.size()) * yAxis.inner();
    execution
        .workers()
        .forRange(
            yAxis.outer(),
            Execution.rowGrain(n),
            (from, to) -> {
              for (int o = from; o < to; o++) {
                int xAt = x.offset() + (o * xAxis.size() + xFrom) * xAxis.inner();
                int yAt = y.offset() + (o * yAxis.size() + yFrom) * yAxis.inner();
                System.arraycopy(x.data(), xAt, y.data(), yAt, n);
              }
            });
  }

  /** dX[o, xFrom + i, j] += dY[o, yFrom + i, j]; nothing if dX is not wanted. */
  private static void add(
      Execution execution, Tensor dX, Axis xAxis, int xFrom, Tensor dY, Axis yAxis, int yFrom) {
    if (dX == null) {
      return;
    }
    int n = Math.min(yAxis.size(), xAxis.size()) * yAxis.inner();
    execution
        .workers()
        .forRange(
            yAxis.outer(),
            Execution.rowGrain(n),
            (from, to) -> {
              for (int o = from; o < to; o++) {
                int xAt = dX.offset() + (o * xAxis.size() + xFrom) * xAxis.inner();
                int yAt = dY.offset() + (o * yAxis.size() + yFrom) * yAxis.inner();
                for (int i = 0; i < n; i++) {
                  dX.data()[xAt + i] += dY.data()[yAt + i];
                }
              }
            });
  }
}
