package dev.stoa.autograd;

import dev.stoa.runtime.Execution;
import dev.stoa.tensor.Tensor;
import dev.stoa.weight.DenseWeight;
import dev.stoa.weight.Weight;

/** Rows of a table, looked up by index: token embeddings and learned positions. */
public final class EmbeddingOp {
  private static final int COLUMN_GRAIN = 64;

  private EmbeddingOp() {}

  /**
   * y_i = W[index_i].
   *
   * @param tape runs and records it
   * @param table [entries, channels]
   * @param indices one index for each row of the result; not changed until the backward pass
   * @param what what an index is, for the error: "token id" or "position"
   * @return [indices, channels]
   * @throws IllegalArgumentException for an index outside the table
   */
  public static Tensor apply(Tape tape, Weight table, int[] indices, String what) {
    for (int index : indices) {
      if (index < 0 || index >= table.rows()) {
        throw new IllegalArgumentException(
            "%s %d is out of range: the model has %d".formatted(what, index, table.rows()));
      }
    }
    int mark = tape.mark();
    Tensor y = tape.take(indices.length, table.columns());
    for (int i = 0; i < indices.length; i++) {
      table.rowInto(y.data(), y.offset() + i * table.columns(), indices[i]);
    }
    if (table instanceof DenseWeight(Tensor trained) && tape.tracks(trained)) {
      tape.record(mark, y, dY -> backward(tape.execution(), tape.gradientOf(trained), dY, indices));
    }
    return y;
  }

  /**
   * dW[index_i] += dY_i. Each task takes some columns of all rows, so that an index that occurs
   * twice is summed in order.
   *
   * @param execution what runs it
   * @param dTable [entries, channels], accumulated
   * @param dY [indices, channels]
   * @param indices the indices of the forward pass
   */
  static void backward(Execution execution, Tensor dTable, Tensor dY, int[] indices) {
    int columns = dY.columns();
    execution
        .workers()
        .forRange(
            columns,
            COLUMN_GRAIN,
            (from, to) -> {
              for (int i = 0; i < indices.length; i++) {
                int row = dTable.offset() + indices[i] * columns;
                int dRow = dY.offset() + i * columns;
                for (int j = from; j < to; j++) {
                  dTable.data()[row + j] += dY.data()[dRow + j];
                }
              }
            });
  }
}
