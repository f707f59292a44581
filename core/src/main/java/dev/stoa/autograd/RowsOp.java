package dev.stoa.autograd;

import dev.stoa.tensor.Segments;
import dev.stoa.tensor.Tensor;

/** Some rows of a tensor. */
public final class RowsOp {
  private RowsOp() {}

  /**
   * The last row of each segment.
   *
   * @param tape runs and records it
   * @param x [rows, channels]
   * @param segments how the rows are divided
   * @return [segments, channels]
   * @throws IllegalArgumentException if the rows differ
   */
  public static Tensor last(Tape tape, Tensor x, Segments segments) {
    if (x.rows() != segments.rows()) {
      throw new IllegalArgumentException(
          "the segments have %d rows, but x has the shape %s"
              .formatted(segments.rows(), x.shape()));
    }
    int mark = tape.mark();
    int columns = x.columns();
    Tensor y = tape.take(segments.count(), columns);
    for (int i = 0; i < segments.count(); i++) {
      int row = segments.start(i + 1) - 1;
      System.arraycopy(
          x.data(), x.offset() + row * columns, y.data(), y.offset() + i * columns, columns);
    }
    if (tape.tracks(x)) {
      tape.record(mark, y, dY -> addBack(tape.gradientOf(x), dY, segments));
    }
    return y;
  }

  /** dX_last(i) += dY_i. */
  private static void addBack(Tensor dX, Tensor dY, Segments segments) {
    int columns = dX.columns();
    for (int i = 0; i < segments.count(); i++) {
      int row = dX.offset() + (segments.start(i + 1) - 1) * columns;
      for (int j = 0; j < columns; j++) {
        dX.data()[row + j] += dY.data()[dY.offset() + i * columns + j];
      }
    }
  }
}
