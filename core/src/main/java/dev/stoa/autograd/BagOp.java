package dev.stoa.autograd;

import dev.stoa.cache.Segments;
import dev.stoa.runtime.Execution;
import dev.stoa.tensor.Tensor;
import java.util.Arrays;
import java.util.stream.IntStream;

/** Sums and means of rows that belong together: bags of rows of a table, and segments. */
final class BagOp {
  private static final int COLUMN_GRAIN = 64;

  private BagOp() {}

  /**
   * Which rows are in which bag.
   *
   * @param ids rows of the table
   * @param starts the first id of each bag, and behind the last one the number of ids
   * @param mean whether a bag is divided by the number of its ids
   */
  private record Bags(int[] ids, int[] starts, boolean mean) {
    int count() {
      return starts.length - 1;
    }

    float factor(int bag) {
      return mean ? 1f / Math.max(1, starts[bag + 1] - starts[bag]) : 1;
    }
  }

  static Tensor apply(Tape tape, Tensor table, int[] ids, int[] starts, boolean mean) {
    int[] ends = Arrays.copyOf(starts, starts.length + 1);
    ends[starts.length] = ids.length;
    for (int i = 0; i < ends.length; i++) {
      if (ends[i] < (i == 0 ? 0 : ends[i - 1]) || ends[i] > ids.length || ends[0] != 0) {
        throw new IllegalArgumentException(
            "bags: their starts must grow from 0 to at most the %d ids, but are %s"
                .formatted(ids.length, Arrays.toString(starts)));
      }
    }
    for (int id : ids) {
      if (id < 0 || id >= table.rows()) {
        throw new IllegalArgumentException(
            "bags: index %d is out of range: the table%s has %d rows"
                .formatted(id, table.shape(), table.rows()));
      }
    }
    return sum(tape, table, new Bags(ids, ends, mean));
  }

  static Tensor means(Tape tape, Tensor x, Segments segments) {
    if (segments.rows() != x.rows()) {
      throw new IllegalArgumentException(
          "segmentMeans: x%s has %d rows, the segments have %d"
              .formatted(x.shape(), x.rows(), segments.rows()));
    }
    int[] ids = IntStream.range(0, x.rows()).toArray();
    int[] starts = IntStream.rangeClosed(0, segments.count()).map(segments::start).toArray();
    return sum(tape, x, new Bags(ids, starts, true));
  }

  private static Tensor sum(Tape tape, Tensor table, Bags bags) {
    Tensor y = tape.take(bags.count(), table.columns());
    RowTask.forRows(tape, y, bag -> sumBag(y, table, bags, bag));
    return tape.record(
        y,
        Saved.nothing(),
        (dY, saved) -> addGradient(tape.execution(), tape.gradient(table), dY, bags),
        table);
  }

  /** y_bag = factor · Σ of the rows of its ids. */
  private static void sumBag(Tensor y, Tensor table, Bags bags, int bag) {
    int n = y.columns();
    int yAt = y.offset() + bag * n;
    Arrays.fill(y.data(), yAt, yAt + n, 0);
    for (int i = bags.starts[bag]; i < bags.starts[bag + 1]; i++) {
      int from = table.offset() + bags.ids[i] * table.stride();
      for (int j = 0; j < n; j++) {
        y.data()[yAt + j] += table.data()[from + j];
      }
    }
    float factor = bags.factor(bag);
    for (int j = 0; bags.mean && j < n; j++) {
      y.data()[yAt + j] *= factor;
    }
  }

  /**
   * dTable_id += factor · dY_bag for every id of every bag. Each task takes some columns of all
   * rows, so that an id that occurs twice is summed in order.
   */
  private static void addGradient(Execution execution, Tensor dTable, Tensor dY, Bags bags) {
    int n = dY.columns();
    execution
        .workers()
        .forRange(
            n,
            COLUMN_GRAIN,
            (from, to) -> {
              for (int bag = 0; bag < bags.count(); bag++) {
                float factor = bags.factor(bag);
                int dYAt = dY.offset() + bag * n;
                for (int i = bags.starts[bag]; i < bags.starts[bag + 1]; i++) {
                  int at = dTable.offset() + bags.ids[i] * n;
                  for (int j = from; j < to; j++) {
                    dTable.data()[at + j] += factor * dY.data()[dYAt + j];
                  }
                }
              }
            });
  }
}
