package dev.stoa.contract.core;

import static dev.stoa.contract.core.Close.FEW;
import static dev.stoa.contract.core.Close.assertClose;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What a softmax of one row must do: y_i = exp x_i / Σ_j exp x_j, for any x that floats hold.
 *
 * <p>To judge a softmax of your own, extend this class and implement {@link #softmax}.
 */
@DisplayName("A softmax")
public abstract class SoftmaxContract {

  /**
   * Softmax of a row.
   *
   * @param y overwritten
   * @param x the row, as long as y and not empty; stays as it is
   */
  protected abstract void softmax(float[] y, float[] x);

  private float[] softmax(float... x) {
    float[] y = new float[x.length];
    Arrays.fill(y, 7);
    softmax(y, x);
    return y;
  }

  @Nested
  @DisplayName("in a worked example")
  class WorkedExample {

    /** exp gives 1, 2 and 5; their sum is 8. */
    @Test
    void logarithmsOfOneTwoAndFive() {
      float[] y = softmax(0, (float) Math.log(2), (float) Math.log(5));
      assertClose("softmax", new double[] {0.125, 0.25, 0.625}, y, FEW, 0);
    }

    @Test
    void equalValuesShareEqually() {
      assertClose("softmax", new double[] {0.25, 0.25, 0.25, 0.25}, softmax(3, 3, 3, 3), FEW, 0);
    }
  }

  @Nested
  @DisplayName("keeps the laws")
  class Laws {

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 7, 16, 33, 1000})
    void theRowSumsToOne(int n) {
      double sum = Arrays.stream(Draws.doubles(softmax(Draws.normal(n, n)))).sum();
      assertEquals(1, sum, (n + 8) * Close.ROUNDING);
    }

    /** Adding 64 to whole numbers is exact, so even the bits stay. */
    @Test
    void addingAConstantChangesNothing() {
      float[] x = Draws.integers(1, 37);
      float[] shifted = x.clone();
      for (int i = 0; i < x.length; i++) {
        shifted[i] += 64;
      }
      double[] expected = reference(x);
      assertClose("shifted", expected, softmax(shifted), bounds(shifted, expected));
    }

    @Test
    void theOrderOfTheProbabilitiesIsThatOfTheRow() {
      float[] x = Draws.normal(2, 50);
      float[] y = softmax(x);
      for (int i = 1; i < x.length; i++) {
        assertTrue(x[i] > x[i - 1] == y[i] > y[i - 1], "neighbours " + (i - 1) + " and " + i);
      }
    }

    @Test
    void theInputStaysAsItIs() {
      float[] x = Draws.normal(3, 20);
      float[] before = x.clone();
      softmax(x);
      assertArrayEquals(before, x);
    }
  }

  @Nested
  @DisplayName("holds at the edges")
  class Edges {

    @Test
    void oneValueGetsAll() {
      assertArrayEquals(new float[] {1}, softmax(-123.5f));
    }

    @Test
    void greatValuesDoNotOverflow() {
      float[] y = softmax(1000, 999, -1000);
      double e = Math.exp(-1);
      double[] expected = {1 / (1 + e), e / (1 + e), 0};
      assertClose("is the maximum subtracted first?", expected, y, FEW, 0);
    }

    @Test
    void smallValuesDoNotVanishTogether() {
      float[] y = softmax(-1000, -1001);
      double e = Math.exp(-1);
      assertClose(
          "is the maximum subtracted first?", new double[] {1 / (1 + e), e / (1 + e)}, y, FEW, 0);
    }

    @Test
    void theLargestFloatsAreHeld() {
      float[] y = softmax(0, -Float.MAX_VALUE, Float.MAX_VALUE);
      assertClose("softmax", new double[] {0, 0, 1}, y, FEW, 0);
    }

    @Test
    void minusInfinityGetsNothing() {
      float[] x = Draws.normal(4, 19);
      x[0] = Float.NEGATIVE_INFINITY;
      x[18] = Float.NEGATIVE_INFINITY;
      double[] expected = reference(x);
      assertClose("masked", expected, softmax(x), bounds(x, expected));
    }

    @Test
    void nanAnywhereMakesTheRowNan() {
      for (int at : new int[] {0, 5, 18}) {
        float[] x = Draws.normal(5, 19);
        x[at] = Float.NaN;
        for (float y : softmax(x)) {
          assertTrue(Float.isNaN(y), "NaN at " + at + " became " + y);
        }
      }
    }
  }

  @Nested
  @DisplayName("agrees with a softmax in double")
  class Agreement {

    @Test
    void atEveryLength() {
      for (int n : Draws.lengths()) {
        check(Draws.normal(n, n));
      }
    }

    @ParameterizedTest
    @ValueSource(ints = {5, 40})
    void onRowsWithAWideRange(int range) {
      float[] x = Draws.normal(range, 777);
      for (int i = 0; i < x.length; i++) {
        x[i] *= range;
      }
      check(x);
    }

    private void check(float[] x) {
      double[] expected = reference(x);
      assertClose("softmax of " + x.length, expected, softmax(x), bounds(x, expected));
    }
  }

  private static double[] reference(float[] x) {
    double max = Arrays.stream(Draws.doubles(x)).max().getAsDouble();
    double[] y = Arrays.stream(Draws.doubles(x)).map(v -> Math.exp(v - max)).toArray();
    double sum = Arrays.stream(y).sum();
    return Arrays.stream(y).map(v -> v / sum).toArray();
  }

  /**
   * The argument of exp is rounded at the size of x, the maximum and the logarithm of the sum, and
   * an error there is a relative error of y; the sum adds n roundings, exp and the division a few.
   * Below 10⁻³⁷ results may become 0.
   */
  private static double[] bounds(float[] x, double[] y) {
    double greatest =
        Arrays.stream(Draws.doubles(x)).filter(Double::isFinite).map(Math::abs).max().orElse(0);
    double[] bounds = new double[y.length];
    for (int i = 0; i < y.length; i++) {
      bounds[i] = (4 * greatest + x.length + 16) * Close.ROUNDING * y[i] + 1e-37;
    }
    return bounds;
  }
}
