package dev.stoa.kernel;

import static dev.stoa.contract.core.Close.assertClose;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.stoa.contract.core.Close;
import dev.stoa.contract.core.Draws;
import dev.stoa.contract.core.SoftmaxContract;
import java.util.Arrays;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

@DisplayName("Softmax and its exponentials")
class SoftmaxTest {

  @Nested
  @DisplayName("of the scalar kernel")
  class Scalar extends Adapter {
    Scalar() {
      super(Kernels.scalar().softmax());
    }
  }

  @Nested
  @DisplayName("of the chosen kernel")
  class Chosen extends Adapter {
    Chosen() {
      super(Kernels.chosen().softmax());
    }
  }

  /** Runs a kernel at odd offsets, and asks it for what only the library's interface has. */
  abstract static class Adapter extends SoftmaxContract {
    private final Softmax kernel;

    Adapter(Softmax kernel) {
      this.kernel = kernel;
    }

    @Override
    protected void softmax(float[] y, float[] x) {
      Padded input = Padded.row(x, 3);
      Padded result = Padded.row(y, 5);
      kernel.softmaxInto(result.array, result.offset, input.array, input.offset, x.length);
      result.copyInto(y);
      input.assertUnchanged("x");
    }

    private float[] exponentials(float[] x, float scale, float shift) {
      Padded input = Padded.row(x, 7);
      float[] y = new float[x.length];
      Padded result = Padded.row(y, 1);
      float sum =
          kernel.exponentialsInto(
              result.array, result.offset, input.array, input.offset, x.length, scale, shift);
      result.copyInto(y);
      double expected = Arrays.stream(Draws.doubles(y)).sum();
      double bound = (x.length + 1) * Close.ROUNDING * expected;
      assertClose("sum", new double[] {expected}, new float[] {sum}, 0, bound);
      return y;
    }

    @Nested
    @DisplayName("gives the logarithm of the sum")
    class LogarithmOfTheSum {

      @Test
      void atEveryLength() {
        for (int n : Draws.lengths()) {
          float[] x = Draws.normal(n, n);
          float[] y = new float[n];
          double expected = Math.log(Arrays.stream(Draws.doubles(x)).map(Math::exp).sum());
          float actual = kernel.softmaxInto(y, 0, x, 0, n);
          double bound = (n + 8) * 2 * Close.ROUNDING;
          assertClose(
              "log Σ exp x", new double[] {expected}, new float[] {actual}, Close.FEW, bound);
        }
      }

      @Test
      void withoutOverflow() {
        float[] x = {1000, 1000};
        // The maximum is added to a logarithm of a few roundings, and the sum rounded.
        double bound = 2 * 1001 * Close.ROUNDING;
        assertEquals(1000 + Math.log(2), kernel.softmaxInto(x, 0, x, 0, 2), bound);
        assertArrayEquals(new float[] {0.5f, 0.5f}, x, "in place");
      }
    }

    /** y · (dY − Σ dY y) on top of what dX holds; Σ has n terms of float32. */
    @Test
    @DisplayName("adds its gradient")
    void addsItsGradient() {
      for (int n : Draws.lengths()) {
        float[] y = new float[n];
        softmax(y, Draws.normal(n, n));
        float[] dY = Draws.normal(n + 1, n);
        float[] dX = Draws.normal(n + 2, n);
        double mean = 0;
        double sizes = 0;
        for (int i = 0; i < n; i++) {
          mean += (double) dY[i] * y[i];
          sizes += Math.abs((double) dY[i] * y[i]);
        }
        double[] expected = new double[n];
        double[] bounds = new double[n];
        for (int i = 0; i < n; i++) {
          expected[i] = dX[i] + y[i] * (dY[i] - mean);
          bounds[i] = Math.abs(dX[i]) + y[i] * (Math.abs(dY[i]) + (n + 2) * sizes);
          bounds[i] *= 4 * Close.ROUNDING;
        }
        Padded result = Padded.row(dX, 3);
        Padded gradient = Padded.row(dY, 5);
        Padded softmax = Padded.row(y, 1);
        kernel.addGradient(
            result.array,
            result.offset,
            gradient.array,
            gradient.offset,
            softmax.array,
            softmax.offset,
            n);
        result.copyInto(dX);
        gradient.assertUnchanged("dY");
        softmax.assertUnchanged("y");
        assertClose("dX", expected, dX, bounds);
      }
    }

    @Nested
    @DisplayName("has exponentials")
    class Exponentials {

      /** Every 1000th float from −100 to 100, and all around 0 at powers of two. */
      @Test
      void withinTwoUnitsInTheLastPlace() {
        float[] x = new float[40_000];
        for (int i = 0; i < x.length; i++) {
          x[i] = (i - 20_000) / 200f + (float) Math.scalb(1.0, -(i % 140));
        }
        double[] expected = Arrays.stream(Draws.doubles(x)).map(Math::exp).toArray();
        for (int i = 0; i < x.length; i++) {
          expected[i] = x[i] < -87.3f ? 0 : (float) expected[i];
        }
        float[] y = new float[x.length];
        kernel.exponentialsInto(y, 0, x, 0, x.length, 1, 0);
        assertClose("exp", expected, y, 4 * Close.ROUNDING, 0);
      }

      @Test
      void ofScaledAndShiftedRows() {
        for (int n : Draws.lengths()) {
          float[] x = Draws.normal(n, n);
          double[] expected = new double[n];
          double[] bounds = new double[n];
          for (int i = 0; i < n; i++) {
            double argument = 0.7f * (double) x[i] - 1.3f;
            expected[i] = Math.exp(argument);
            bounds[i] = expected[i] * (6 + 2 * Math.abs(argument)) * Close.ROUNDING;
          }
          assertClose("exp(0.7 x − 1.3)", expected, exponentials(x, 0.7f, 1.3f), bounds);
        }
      }

      @Test
      void atTheEdges() {
        float[] x = {0, Float.NEGATIVE_INFINITY, Float.NaN, 89, -87.4f, 1e30f, -1e30f, 88.7f};
        double[] expected = {
          1,
          0,
          Double.NaN,
          Double.POSITIVE_INFINITY,
          0,
          Double.POSITIVE_INFINITY,
          0,
          Math.exp(88.7f)
        };
        float[] y = new float[16];
        float[] twice = Arrays.copyOf(x, 16);
        System.arraycopy(x, 0, twice, 8, 8);
        kernel.exponentialsInto(y, 0, twice, 0, 16, 1, 0);
        assertClose("exp", expected, Arrays.copyOf(y, 8), 4 * Close.ROUNDING, 0);
        kernel.exponentialsInto(y, 0, x, 0, 3, 1, 0);
        assertClose("exp", Arrays.copyOf(expected, 3), Arrays.copyOf(y, 3), 0, 0);
        assertEquals(0, kernel.exponentialsInto(y, 0, x, 0, 0, 1, 0), "an empty row");
      }

      /** The same float gives the same bits, in a vector or in the rest behind the last one. */
      @Test
      void thatDoNotDependOnTheirPlace() {
        float[] y = exponentials(Draws.normal(1, 39), 1, 0);
        for (int i = 0; i < 39; i++) {
          float[] alone = exponentials(new float[] {Draws.normal(1, 39)[i]}, 1, 0);
          assertEquals(alone[0], y[i], "element " + i);
        }
      }
    }

    @Nested
    @DisplayName("has a maximum")
    class Maximum {

      @Test
      void whereverItStands() {
        for (int n : Draws.lengths()) {
          for (int at = 0; at < n; at++) {
            float[] x = new float[n];
            Arrays.fill(x, -2);
            x[at] = -1;
            Padded row = Padded.row(x, 3);
            assertEquals(-1, kernel.max(row.array, row.offset, n), "at " + at);
            row.array[row.offset + at] = Float.NaN;
            assertTrue(Float.isNaN(kernel.max(row.array, row.offset, n)), "NaN at " + at);
          }
        }
      }

      @Test
      void ofNothingThatIsMinusInfinity() {
        assertEquals(Float.NEGATIVE_INFINITY, kernel.max(new float[0], 0, 0));
      }
    }
  }
}
