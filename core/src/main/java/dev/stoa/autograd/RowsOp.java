package dev.stoa.autograd;

import dev.stoa.runtime.Execution;
import dev.stoa.tensor.Tensor;

/** Rows taken from a table by index, and rows added to a table by index: each other's gradient. */
final class RowsOp {
  private static final int COLUMN_GRAIN = 64;

  private RowsOp() {}

  static Tensor gather(Tape tape, Tensor table, int[] indices) {
    requireEntries("gatherRows", table.rows(), indices);
    Tensor y = tape.take(indices.length, table.columns());
    for (int i = 0; i < indices.length; i++) {
      int row = table.offset() + indices[i] * table.stride();
      System.arraycopy(table.data(), row, y.data(), y.offset() + i * y.columns(), table.columns());
    }
    return tape.recording()
        ? tape.record(
            y,
            Saved.nothing(),
            (dY, saved) -> addScattered(tape.execution(), tape.gradient(table), dY, indices),
            table)
        : y;
  }

  static Tensor scatter(Tape tape, Tensor input, int entries, int[] indices) {
    Tensor x = Operations.contiguous(tape, input);
    requireEntries("scatterRows", entries, indices);
    if (indices.length != x.rows()) {
      throw new IllegalArgumentException(
          "scatterRows: x%s needs %d indices, not %d"
              .formatted(x.shape(), x.rows(), indices.length));
    }
    Tensor y = tape.take(entries, x.columns());
    tape.execution().fill(y, 0);
    addScattered(tape.execution(), y, x, indices);
    return tape.record(
        y,
        Saved.nothing(),
        (dY, saved) -> addGathered(tape.execution(), tape.gradient(x), dY, indices),
        x);
  }

  private static void requireEntries(String operation, int entries, int[] indices) {
    for (int index : indices) {
      if (index < 0 || index >= entries) {
        throw new IllegalArgumentException(
            "%s: index %d is out of range: there are %d rows".formatted(operation, index, entries));
      }
    }
  }

  /**
   * y[index_i] += x_i. Each task takes some columns of all rows, so that an index that occurs twice
   * is summed in order.
   */
  private static void addScattered(Execution execution, Tensor y, Tensor x, int[] indices) {
    int columns = x.columns();
    execution
        .workers()
        .forRange(
            columns,
            COLUMN_GRAIN,
            (from, to) -> {
              for (int i = 0; i < indices.length; i++) {
                int yRow = y.offset() + indices[i] * columns;
                int xRow = x.offset() + i * columns;
                for (int j = from; j < to; j++) {
                  y.data()[yRow + j] += x.data()[xRow + j];
                }
              }
            });
  }

  /** y_i += x[index_i]. */
  private static void addGathered(Execution execution, Tensor y, Tensor x, int[] indices) {
    int columns = x.columns();
    execution
        .workers()
        .forRange(
            indices.length,
            Execution.rowGrain(columns),
            (from, to) -> {
              for (int i = from; i < to; i++) {
                int yRow = y.offset() + i * columns;
                int xRow = x.offset() + indices[i] * columns;
                for (int j = 0; j < columns; j++) {
                  y.data()[yRow + j] += x.data()[xRow + j];
                }
              }
            });
  }
}
