package dev.stoa.autograd;

import dev.stoa.tensor.Shape;
import dev.stoa.tensor.Tensor;

/** Views of tensors whose gradients go back to where the values are. */
final class ViewOp {
  private ViewOp() {}

  static Tensor reshape(Tape tape, Tensor x, Shape shape) {
    Tensor y = x.reshape(shape.toArray());
    return tape.record(y, Saved.nothing(), (dY, saved) -> tape.addGradient(x, dY), x);
  }

  /** A part of x that begins at a row and a column of it. */
  static Tensor part(Tape tape, Tensor x, Tensor view, int row, int column) {
    return tape.record(
        view, Saved.nothing(), (dY, saved) -> addPart(tape.gradient(x), dY, row, column), x);
  }

  /** dX[row + i, column + j] += dY[i, j]. */
  private static void addPart(Tensor dX, Tensor dY, int row, int column) {
    for (int i = 0; i < dY.rows(); i++) {
      int to = dX.offset() + (row + i) * dX.columns() + column;
      int from = dY.offset() + i * dY.columns();
      for (int j = 0; j < dY.columns(); j++) {
        dX.data()[to + j] += dY.data()[from + j];
      }
    }
  }

  static Tensor copy(Tape tape, Tensor x) {
    Tensor y = tape.take(x.shape());
    for (int row = 0; row < x.rows(); row++) {
      int from = x.offset() + row * x.stride();
      System.arraycopy(x.data(), from, y.data(), y.offset() + row * y.columns(), x.columns());
    }
    return tape.record(y, Saved.nothing(), (dY, saved) -> tape.addGradient(x, dY), x);
  }
}
