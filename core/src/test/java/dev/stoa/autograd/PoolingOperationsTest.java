package dev.stoa.autograd;

import static dev.stoa.autograd.Examples.assertValues;
import static dev.stoa.autograd.Examples.gradient;
import static dev.stoa.autograd.Examples.result;
import static dev.stoa.autograd.Operations.meanBags;
import static dev.stoa.autograd.Operations.segmentMeans;
import static dev.stoa.autograd.Operations.sumBags;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.stoa.cache.Segments;
import dev.stoa.contract.core.Draws;
import dev.stoa.contract.core.Values;
import dev.stoa.tensor.Tensor;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

@DisplayName("Pooling, bags of rows and softmax")
class PoolingOperationsTest {
  private static final int[] IDS = {4, 1, 1, 0, 4};
  private static final int[] STARTS = {0, 3, 3};

  @Nested
  @DisplayName("in worked examples")
  class WorkedExamples {
    private final Tensor table = Tensor.of(new float[] {1, 10, 2, 20, 3, 30}, 3, 2);

    /** The first bag has rows 0 and 2 twice, the second none, the third row 1. */
    @Test
    void aBagIsTheSumOfItsRows() {
      int[] ids = {0, 2, 2, 1};
      int[] starts = {0, 3, 3};
      assertValues(result(tape -> sumBags(tape, table, ids, starts)), 7, 70, 0, 0, 2, 20);
      assertValues(
          result(tape -> meanBags(tape, table, ids, starts)), 7 / 3.0, 70 / 3.0, 0, 0, 2, 20);
      assertValues(gradient(table, tape -> sumBags(tape, table, ids, starts)), 1, 1, 1, 1, 2, 2);
    }

    @Test
    void aSegmentIsTheMeanOfItsRows() {
      Segments segments = Segments.of(1, 2);
      assertValues(result(tape -> segmentMeans(tape, table, segments)), 1, 10, 2.5, 25);
      assertValues(
          gradient(table, tape -> segmentMeans(tape, table, segments)), 1, 1, .5, .5, .5, .5);
    }
  }

  @Nested
  @DisplayName("have edges")
  class Edges {
    private final Tensor table = Tensor.zeros(3, 2);

    @Test
    void noBagsAndNoIds() {
      assertEquals(0, result(tape -> sumBags(tape, table, new int[0], new int[0])).length);
      assertValues(result(tape -> meanBags(tape, table, new int[0], new int[1])), 0, 0);
    }

    @Test
    void rowsThatAreNotThereAreRefused() {
      assertEquals(
          "bags: index 3 is out of range: the table[3, 2] has 3 rows",
          message(tape -> sumBags(tape, table, new int[] {0, 3}, new int[1])));
      message(tape -> sumBags(tape, table, new int[] {-1}, new int[1]));
      assertEquals(
          "segmentMeans: x[3, 2] has 3 rows, the segments have 4",
          message(tape -> segmentMeans(tape, table, Segments.of(4))));
    }

    @Test
    void startsThatDoNotGrowFromZeroAreRefused() {
      int[] ids = {0, 1};
      assertEquals(
          "bags: their starts must grow from 0 to at most the 2 ids, but are [0, 2, 1]",
          message(tape -> sumBags(tape, table, ids, new int[] {0, 2, 1})));
      message(tape -> sumBags(tape, table, ids, new int[] {1}));
      message(tape -> sumBags(tape, table, ids, new int[] {0, 3}));
      message(tape -> sumBags(tape, table, ids, new int[0]));
    }

    private String message(Examples.Operation operation) {
      return assertThrows(IllegalArgumentException.class, () -> result(operation)).getMessage();
    }

    /** A sum of bags of one is a lookup. */
    @Test
    void bagsOfOneAreRowsOfTheTable() {
      Tensor table = Tensor.of(Draws.normal(1, 15), 5, 3);
      int[] each = {0, 1, 2, 3, 4};
      assertArrayEquals(
          result(tape -> Operations.gatherRows(tape, table, IDS)),
          result(tape -> meanBags(tape, table, IDS, each)));
    }
  }

  @Nested
  @DisplayName("sums of bags")
  class Sums extends Bags {
    Sums() {
      super(false);
    }
  }

  @Nested
  @DisplayName("means of bags")
  class Means extends Bags {
    Means() {
      super(true);
    }
  }

  @Nested
  @DisplayName("means of segments")
  class SegmentMeans extends Checked {
    SegmentMeans() {
      super(
          (tape, x) -> segmentMeans(tape, x.get(0), segments(x.get(0).rows())),
          x -> {
            Segments segments = segments(x.get(0).shape()[0]);
            int[] ids = new int[segments.rows()];
            Arrays.setAll(ids, i -> i);
            int[] starts = new int[segments.count()];
            Arrays.setAll(starts, segments::start);
            return bags(x.get(0), ids, starts, true);
          },
          normal(40, 6, 3));
    }

    private static Segments segments(int rows) {
      return Segments.of(1, rows - 3, 2);
    }

    @Override
    protected List<Tensor> largeInputs() {
      return List.of(normal(41, 200, 150));
    }
  }

  @Nested
  @DisplayName("softmax")
  class Softmax extends Checked {
    Softmax() {
      super(
          (tape, x) -> Operations.softmax(tape, x.get(0)),
          x -> probabilities(x.get(0)),
          normal(42, 2, 3, 5));
    }

    @Override
    protected List<Tensor> largeInputs() {
      return List.of(normal(43, 130, 150));
    }
  }

  @Nested
  @DisplayName("the logarithm of softmax")
  class LogSoftmax extends Checked {
    LogSoftmax() {
      super(
          (tape, x) -> Operations.logSoftmax(tape, x.get(0)),
          x -> probabilities(x.get(0)).map(Math::log),
          normal(44, 2, 3, 5));
    }

    @Override
    protected List<Tensor> largeInputs() {
      return List.of(normal(45, 130, 150));
    }
  }

  private static Values probabilities(Values x) {
    int n = x.shape()[x.shape().length - 1];
    Values exponentials = x.map(Math::exp);
    double[] sums = new double[x.data().length / n];
    for (int i = 0; i < x.data().length; i++) {
      sums[i / n] += exponentials.data()[i];
    }
    double[] y = new double[x.data().length];
    Arrays.setAll(y, i -> exponentials.data()[i] / sums[i / n]);
    return new Values(y, x.shape());
  }

  private static Values bags(Values table, int[] ids, int[] starts, boolean mean) {
    return Values.of(
        index -> {
          int end = index[0] + 1 < starts.length ? starts[index[0] + 1] : ids.length;
          double sum = 0;
          for (int i = starts[index[0]]; i < end; i++) {
            sum += table.at(ids[i], index[1]);
          }
          return mean ? sum / Math.max(1, end - starts[index[0]]) : sum;
        },
        starts.length,
        table.shape()[1]);
  }

  /** Sums or means of bags; of a large table, 200 bags of 7. */
  abstract static class Bags extends Checked {
    private static final int[] MANY = new Random(46).ints(1400, 0, 90).toArray();
    private static final int[] MANY_STARTS = new int[200];

    static {
      Arrays.setAll(MANY_STARTS, i -> 7 * i);
    }

    Bags(boolean mean) {
      super(
          (tape, x) -> {
            boolean small = x.get(0).rows() == 5;
            int[] ids = small ? IDS : MANY;
            int[] starts = small ? STARTS : MANY_STARTS;
            return mean
                ? meanBags(tape, x.get(0), ids, starts)
                : sumBags(tape, x.get(0), ids, starts);
          },
          x -> {
            boolean small = x.get(0).shape()[0] == 5;
            return bags(x.get(0), small ? IDS : MANY, small ? STARTS : MANY_STARTS, mean);
          },
          normal(47, 5, 3));
    }

    @Override
    protected List<Tensor> largeInputs() {
      return List.of(normal(48, 90, 150));
    }
  }
}
