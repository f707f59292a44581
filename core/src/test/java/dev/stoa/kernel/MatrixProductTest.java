package dev.stoa.kernel;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.stoa.contract.core.Draws;
import dev.stoa.contract.core.MatrixProductContract;
import dev.stoa.runtime.Workers;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("Matrix products")
class MatrixProductTest {

  @Nested
  @DisplayName("of the scalar kernel")
  class Scalar extends Adapter {
    Scalar() {
      super(Kernels.scalar().product());
    }
  }

  @Nested
  @DisplayName("of the chosen kernel")
  class Chosen extends Adapter {
    Chosen() {
      super(Kernels.chosen().product());
    }
  }

  @Nested
  @DisplayName("that divide their work")
  class Shared {
    /** Two chunks at a time would hide a chunk that needs the one before: these come backwards. */
    private record Backwards(int threads, List<Integer> chunks) implements Sharing {
      @Override
      public void forRange(int size, int grain, RangeTask task) {
        int count = Math.ceilDiv(size, grain);
        chunks.add(count);
        for (int chunk = count - 1; chunk >= 0; chunk--) {
          task.run(chunk * grain, Math.min(size, (chunk + 1) * grain));
        }
      }
    }

    /** For few threads a kernel may divide the work in another way than for many. */
    private final List<Backwards> backwards =
        List.of(new Backwards(2, new ArrayList<>()), new Backwards(64, new ArrayList<>()));

    @ParameterizedTest
    @CsvSource({
      "4000,2,200",
      "3,4000,90",
      "4000,3,90",
      "7,2000,90",
      "3,2000,544",
      "90,300,600",
      "301,37,520",
      "36,2100,200",
      "9,2800,200"
    })
    void giveTheSameBitsWhateverTheThreads(int m, int n, int k) {
      try (Workers two = new Workers(2);
          Workers three = new Workers(3)) {
        for (Kernels kernels : List.of(Kernels.scalar(), Kernels.chosen())) {
          float[] alone = products(kernels.product(), m, n, k);
          assertArrayEquals(
              alone, products(kernels.product().sharedBy(two), m, n, k), kernels.name());
          assertArrayEquals(
              alone, products(kernels.product().sharedBy(three), m, n, k), kernels.name());
          for (Backwards sharing : backwards) {
            assertArrayEquals(alone, products(kernels.product().sharedBy(sharing), m, n, k));
            assertTrue(sharing.chunks.stream().anyMatch(count -> count > 2), "nothing was shared");
            sharing.chunks.clear();
          }
        }
      }
    }

    /**
     * At sizes that take several chunks, and several rounds of columns and of terms. Rounding is
     * below 2 (k + 2) · 2⁻²⁴ · Σ|terms| < 0.1; a value in a wrong place is off by about √(3 k), 16
     * and more.
     */
    @ParameterizedTest
    @CsvSource({
      "2,4000,200",
      "4000,2,200",
      "3,4000,90",
      "4000,3,90",
      "7,2000,90",
      "3,2000,544",
      "2048,5,576",
      "301,37,520",
      "36,2100,520",
      "9,2800,200"
    })
    void giveWhatTheTextbooksLoopsGive(int m, int n, int k) {
      float[] expected = products(Kernels.scalar().product(), m, n, k);
      for (Sharing sharing : backwards) {
        float[] found = products(Kernels.chosen().product().sharedBy(sharing), m, n, k);
        assertArrayEquals(expected, found, 0.1f);
      }
    }

    /**
     * Rows of B that lie behind each other share cache lines. A row must not take anything from its
     * neighbour, and keeps its bits whatever is read at the same time, which the threads decide.
     */
    @ParameterizedTest
    @ValueSource(floats = {Float.POSITIVE_INFINITY, Float.NaN, Float.MAX_VALUE})
    void keepARowOfBFromItsNeighbours(float value) {
      int m = 3;
      int n = 400;
      int k = 640;
      float[] a = Draws.normal(3, m * k);
      float[] b = Draws.normal(4, n * k);
      float[] expected = aBt(Kernels.scalar(), Sharing.ALONE, a, b, k, m, n, k);
      for (int row = 0; row < n; row += 21) {
        float[] changed = b.clone();
        Arrays.fill(changed, row * k, (row + 1) * k, value);
        float[] found = aBt(Kernels.chosen(), Sharing.ALONE, a, changed, k, m, n, k);
        for (Sharing sharing : backwards) {
          assertArrayEquals(found, aBt(Kernels.chosen(), sharing, a, changed, k, m, n, k));
        }
        for (int i = 0; i < m; i++) {
          found[i * n + row] = expected[i * n + row];
        }
        assertArrayEquals(expected, found, bound(k));
      }
    }

    /** One thread works for two callers in turn, for each of them its first piece of work. */
    @Test
    void takeTheRowsOfTheirCaller() throws Exception {
      int n = 1000;
      int k = 640;
      float[] b = Draws.normal(7, n * k);
      try (ExecutorService one = Executors.newSingleThreadExecutor()) {
        Sharing helper =
            (size, grain, task) -> {
              try {
                one.submit(() -> Sharing.ALONE.forRange(size, grain, task)).get();
              } catch (InterruptedException | ExecutionException e) {
                throw new IllegalStateException(e);
              }
            };
        for (int caller = 0; caller < 2; caller++) {
          float[] a = Draws.normal(caller, k);
          float[] expected = aBt(Kernels.scalar(), Sharing.ALONE, a, b, k, 1, n, k);
          var found = new FutureTask<>(() -> aBt(Kernels.chosen(), helper, a, b, k, 1, n, k));
          Thread.ofPlatform().start(found);
          assertArrayEquals(expected, found.get(), bound(k));
        }
      }
    }

    /** The windows of a signal, each some floats after the one before, are rows that overlap. */
    @ParameterizedTest(name = "by {0}")
    @ValueSource(ints = {0, 4, 16})
    void takeRowsOfBThatOverlap(int step) {
      int n = 41;
      int k = 640;
      float[] a = Draws.normal(5, k);
      float[] b = Draws.normal(6, (n - 1) * step + k);
      float[] expected = aBt(Kernels.scalar(), Sharing.ALONE, a, b, step, 1, n, k);
      float[] found = aBt(Kernels.chosen(), Sharing.ALONE, a, b, step, 1, n, k);
      assertArrayEquals(expected, found, bound(k));
    }

    /**
     * What two orders of k products of normal draws may differ by, 2 (k + 2) · 2⁻²⁴ · Σ|terms|: the
     * mean of a |term| is 2/π.
     */
    private static float bound(int k) {
      return 2 * (k + 2) * 0x1p-24f * k;
    }

    /** A Bᵀ, the rows of B at a distance. */
    private static float[] aBt(
        Kernels kernels, Sharing sharing, float[] a, float[] b, int bStride, int m, int n, int k) {
      float[] c = new float[m * n];
      kernels.product().sharedBy(sharing).addABt(c, 0, n, a, 0, k, b, 0, bStride, m, n, k);
      return c;
    }

    /** The three forms on the same numbers, added up. */
    private static float[] products(MatrixProduct product, int m, int n, int k) {
      float[] a = Draws.normal(1, m * k);
      float[] b = Draws.normal(2, n * k);
      float[] c = new float[m * n];
      product.addABt(c, 0, n, a, 0, k, b, 0, k, m, n, k);
      product.addAB(c, 0, n, a, 0, k, b, 0, n, m, n, k);
      product.addAtB(c, 0, n, a, 0, m, b, 0, n, m, n, k);
      return c;
    }
  }

  /** Runs a kernel at odd offsets and strides. */
  abstract static class Adapter extends MatrixProductContract {
    private final MatrixProduct product;

    Adapter(MatrixProduct product) {
      this.product = product;
    }

    /** One of the three methods of the interface. */
    private interface Form {
      void add(
          float[] c,
          int cOffset,
          int cStride,
          float[] a,
          int aOffset,
          int aStride,
          float[] b,
          int bOffset,
          int bStride,
          int m,
          int n,
          int k);
    }

    @Override
    protected void addABt(float[] c, float[] a, float[] b, int m, int n, int k) {
      run(product::addABt, c, padded(a, m, k), padded(b, n, k), m, n, k);
    }

    @Override
    protected void addAB(float[] c, float[] a, float[] b, int m, int n, int k) {
      run(product::addAB, c, padded(a, m, k), padded(b, k, n), m, n, k);
    }

    @Override
    protected void addAtB(float[] c, float[] a, float[] b, int m, int n, int k) {
      run(product::addAtB, c, padded(a, k, m), padded(b, k, n), m, n, k);
    }

    private static Padded padded(float[] x, int rows, int columns) {
      return new Padded(x, rows, columns, 3 + columns % 5, 1 + rows % 7);
    }

    private static void run(Form form, float[] c, Padded a, Padded b, int m, int n, int k) {
      Padded result = padded(c, m, n);
      form.add(
          result.array,
          result.offset,
          result.stride,
          a.array,
          a.offset,
          a.stride,
          b.array,
          b.offset,
          b.stride,
          m,
          n,
          k);
      result.copyInto(c);
      a.assertUnchanged("A");
      b.assertUnchanged("B");
    }
  }
}
