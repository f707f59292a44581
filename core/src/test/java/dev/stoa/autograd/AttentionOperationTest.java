package dev.stoa.autograd;

import static dev.stoa.contract.core.Close.assertClose;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.stoa.cache.KeyValues;
import dev.stoa.cache.PagedKeyValues;
import dev.stoa.cache.Segments;
import dev.stoa.contract.core.Draws;
import dev.stoa.contract.core.GradientContract;
import dev.stoa.contract.core.Values;
import dev.stoa.kernel.Kernels;
import dev.stoa.runtime.Execution;
import dev.stoa.runtime.Workers;
import dev.stoa.runtime.Workspace;
import dev.stoa.tensor.Tensor;
import dev.stoa.values.Plain;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** Attention as a value: the same operation with every reach, cap and bias. */
@DisplayName("Attention on the tape")
class AttentionOperationTest {
  private static final int HEADS = 2;
  private static final int SIZE = 4;
  private static final int[] FIVE_ONE_THREE = {5, 1, 3};
  private static final int[] SIX_TWO = {6, 2};
  private static final int[] FOUR_THREE = {4, 3};
  private static final int[] SIX_THREE = {6, 3};
  private static final int[] FIVE_THREE = {5, 3};

  /** One way to attend, with inputs of its own: q, k, v, and a bias by distance if there is one. */
  abstract static class Case extends GradientContract {
    private final int[] queries;
    private final int[] keys;
    private final Reach reach;
    private final float cap;
    private final boolean biased;
    private final int keyHeads;

    Case(int[] queries, int[] keys, Reach reach, float cap, boolean biased) {
      this(queries, keys, reach, cap, biased, HEADS);
    }

    Case(int[] queries, int[] keys, Reach reach, float cap, boolean biased, int keyHeads) {
      this.keyHeads = keyHeads;
      this.queries = queries;
      this.keys = keys;
      this.reach = reach;
      this.cap = cap;
      this.biased = biased;
    }

    /** How many times as long the texts of the large inputs are: beyond a tile of 192 keys. */
    int times() {
      return 45;
    }

    private static int[] longer(int[] lengths, int times) {
      return Arrays.stream(lengths).map(length -> length * times).toArray();
    }

    private static int rows(int[] lengths) {
      return Arrays.stream(lengths).sum();
    }

    private List<Tensor> inputs(int times) {
      int n = rows(queries) * times;
      int m = rows(keys) * times;
      Tensor q = normal(1, n, HEADS * SIZE);
      Tensor k = normal(2, m, keyHeads * SIZE);
      Tensor v = normal(3, m, keyHeads * SIZE);
      int longest = Arrays.stream(queries).max().getAsInt() * times;
      int most = Arrays.stream(keys).max().getAsInt() * times;
      return biased ? List.of(q, k, v, normal(4, HEADS, longest - 1 + most)) : List.of(q, k, v);
    }

    @Override
    protected List<Tensor> inputs() {
      return inputs(1);
    }

    @Override
    protected List<Tensor> largeInputs() {
      return inputs(times());
    }

    private int times(int rows) {
      return rows / rows(queries);
    }

    @Override
    protected Tensor apply(Tape tape, List<Tensor> x) {
      int times = times(x.get(0).rows());
      Bias bias = biased ? (t, lowest, count) -> x.get(3) : null;
      Segments own = Segments.of(longer(queries, times));
      Segments others = queries == keys ? own : Segments.of(longer(keys, times));
      return Operations.attention(
          tape,
          x.get(0),
          x.get(1),
          x.get(2),
          own,
          others,
          new Heads(0, HEADS, keyHeads, SIZE),
          new Score(0.5f, cap, reach, bias));
    }

    /** The keys or values that each query head reads. */
    private Values repeated(Values x) {
      int group = HEADS / keyHeads;
      return Values.of(
          i -> x.at(i[0], i[1] / SIZE / group * SIZE + i[1] % SIZE), x.shape()[0], HEADS * SIZE);
    }

    @Override
    protected Values formula(List<Values> x) {
      int times = times(x.get(0).shape()[0]);
      int[][] texts = new int[queries.length][];
      int q = 0;
      int k = 0;
      for (int i = 0; i < texts.length; i++) {
        texts[i] = new int[] {q, q + queries[i] * times, k, k + keys[i] * times};
        q = texts[i][1];
        k = texts[i][3];
      }
      int longest = Arrays.stream(queries).max().getAsInt() * times;
      return Plain.attention(
          x.get(0),
          repeated(x.get(1)),
          repeated(x.get(2)),
          texts,
          HEADS,
          (head, i, j, product) -> {
            if (j < (long) i - reach.before() || j > (long) i + reach.after()) {
              return Double.NEGATIVE_INFINITY;
            }
            double s = 0.5f * product;
            double capped = cap > 0 ? cap * Math.tanh(s / cap) : s;
            return biased ? capped + x.get(3).at(head, j - i + longest - 1) : capped;
          });
    }
  }

  @Nested
  @DisplayName("with causal reach")
  class Causal extends Case {
    Causal() {
      super(FIVE_ONE_THREE, FIVE_ONE_THREE, Reach.CAUSAL, 0, false);
    }
  }

  @Nested
  @DisplayName("with a window of three positions")
  class Window extends Case {
    Window() {
      super(SIX_TWO, SIX_TWO, Reach.window(3), 0, false);
    }
  }

  @Nested
  @DisplayName("with full reach")
  class Full extends Case {
    Full() {
      super(FOUR_THREE, FOUR_THREE, Reach.FULL, 0, false);
    }
  }

  @Nested
  @DisplayName("with a reach of two before and one after")
  class Near extends Case {
    Near() {
      super(SIX_THREE, SIX_THREE, new Reach(2, 1), 0, false);
    }
  }

  @Nested
  @DisplayName("with capped scores")
  class Capped extends Case {
    Capped() {
      super(FIVE_THREE, FIVE_THREE, Reach.CAUSAL, 0.7f, false);
    }
  }

  @Nested
  @DisplayName("with a trained bias by distance")
  class Biased extends Case {
    Biased() {
      super(FIVE_THREE, FIVE_THREE, Reach.FULL, 0, true);
    }
  }

  @Nested
  @DisplayName("with a bias, a cap and a window at once")
  class All extends Case {
    All() {
      super(FIVE_THREE, FIVE_THREE, Reach.window(3), 0.7f, true);
    }
  }

  @Nested
  @DisplayName("with grouped queries, a bias, a cap and a window")
  class Grouped extends Case {
    Grouped() {
      super(FIVE_THREE, FIVE_THREE, Reach.window(3), 0.7f, true, 1);
    }
  }

  /** The last queries of the first text stand too far behind its two keys to see one. */
  @Nested
  @DisplayName("to a memory within reach, where some queries see nothing")
  class Blind extends Case {
    Blind() {
      super(SIX_THREE, new int[] {2, 4}, new Reach(2, 1), 0, false);
    }
  }

  @Nested
  @DisplayName("to a memory with a bias")
  class BiasedCross extends Case {
    BiasedCross() {
      super(FOUR_THREE, new int[] {2, 5}, Reach.FULL, 0, true);
    }
  }

  @Nested
  @DisplayName("to a memory of another length")
  class Cross extends Case {
    Cross() {
      super(new int[] {4, 2}, new int[] {2, 5}, Reach.FULL, 0, false);
    }
  }

  @Nested
  @DisplayName("by any kernel")
  class Kernel {
    /** The scalar kernel is the textbook's formula; the tiles must give the same. */
    @Test
    @DisplayName("is the same with reach, cap and bias")
    void scalarIsTiled() {
      Case all = new All();
      List<Tensor> x = all.largeInputs();
      float[][] chosen = run(all, x, Kernels.chosen());
      float[][] scalar = run(all, x, Kernels.scalar());
      for (int i = 0; i < chosen.length; i++) {
        double[] expected = Draws.doubles(scalar[i]);
        // Sums of at most 225 terms, each rounded once, of values about 1.
        assertClose("tensor " + i, expected, chosen[i], 0, 225 * 0x1p-24 * 10);
      }
    }

    private float[][] run(Case example, List<Tensor> x, Kernels kernels) {
      try (Workers workers = new Workers(2)) {
        Tape tape = new Tape(new Execution(workers, kernels, new Workspace()));
        Gradients gradients = new Gradients(x);
        tape.begin(gradients, null);
        Tensor y = example.apply(tape, x);
        float[] result = y.toArray();
        Tensor ones = Tensor.zeros(y.rows(), y.columns());
        ones.fill(1);
        tape.backward(y, ones);
        return new float[][] {
          result, gradients.of(x.get(0)).toArray(), gradients.of(x.get(3)).toArray()
        };
      }
    }
  }

  @Nested
  @DisplayName("can be watched")
  class Watched {
    /** What an observer is shown times the values is what attention gave. */
    @Test
    @DisplayName("and shows the weights that the result was made with")
    void weightsGiveTheResult() {
      Case all = new All();
      List<Tensor> x = all.inputs();
      Segments segments = Segments.of(5, 3);
      Heads heads = new Heads(0, HEADS, HEADS, SIZE);
      Score score = new Score(0.5f, 0.7f, Reach.window(3), (t, lowest, count) -> x.get(3));
      try (Workers workers = new Workers(1)) {
        Tape tape = new Tape(new Execution(workers));
        tape.begin();
        Tensor o = all.apply(tape, x);
        AttentionWeights weights =
            AttentionWeights.of(tape, x.get(0), x.get(1), segments, segments, heads, score);
        for (int head = 0; head < HEADS; head++) {
          double[][] p = weights.probabilities(1, head);
          for (int i = 0; i < 3; i++) {
            assertEquals(1, Arrays.stream(p[i]).sum(), 1e-12);
            for (int c = head * SIZE; c < (head + 1) * SIZE; c++) {
              double expected = 0;
              for (int j = 0; j < 3; j++) {
                expected += p[i][j] * x.get(2).at(5 + j, c);
              }
              assertEquals(expected, o.at(5 + i, c), 1e-6);
            }
          }
        }
      }
    }
  }

  @Nested
  @DisplayName("refuses")
  class Refusals {
    private final Heads heads = new Heads(0, HEADS, HEADS, SIZE);
    private final Score score = Score.scaled(SIZE, Reach.CAUSAL);

    @Test
    @DisplayName("to record a pass over a cache")
    void recordedCaches() {
      Tensor x = Tensor.zeros(2, HEADS * SIZE);
      var cache = PagedKeyValues.contiguous(List.of(new KeyValues.Layer(HEADS, SIZE)), 4);
      Segments segments = Segments.cached(2, cache);
      try (Workers workers = new Workers(1)) {
        Tape tape = new Tape(new Execution(workers));
        tape.begin(new Gradients(List.of(x)), null);
        assertThrows(
            IllegalStateException.class,
            () -> Operations.attention(tape, x, x, x, segments, segments, heads, score));
      }
    }

    @Test
    @DisplayName("shapes that do not fit, by name")
    void wrongShapes() {
      Tensor x = Tensor.zeros(3, HEADS * SIZE);
      Tensor narrow = Tensor.zeros(3, 3);
      Segments segments = Segments.of(3);
      try (Workers workers = new Workers(1)) {
        Tape tape = new Tape(new Execution(workers));
        String message =
            assertThrows(
                    IllegalArgumentException.class,
                    () ->
                        Operations.attention(tape, x, narrow, x, segments, segments, heads, score))
                .getMessage();
        assertTrue(message.contains("keys need the shape [3, 8], not [3, 3]"), message);
        assertThrows(
            IllegalArgumentException.class,
            () -> Operations.attention(tape, x, x, x, segments, Segments.of(1, 2), heads, score));
      }
    }
  }
}
