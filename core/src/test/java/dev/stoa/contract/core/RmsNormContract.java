package dev.stoa.contract.core;

import static dev.stoa.contract.core.Close.FEW;
import static dev.stoa.contract.core.Close.assertClose;

import java.util.Arrays;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/**
 * What RmsNorm of one row must do (Zhang and Sennrich 2019, equation 4, with ε): y = x / √(mean(x²)
 * + ε) · weight.
 *
 * <p>To judge a RmsNorm of your own, extend this class and implement {@link #normalize}.
 */
@DisplayName("RmsNorm")
public abstract class RmsNormContract {

  /**
   * RmsNorm of a row; all arrays are equally long.
   *
   * @param y overwritten
   * @param x the row
   * @param weight factors
   * @param epsilon ε
   */
  protected abstract void normalize(float[] y, float[] x, float[] weight, float epsilon);

  private float[] normalize(float[] x, float[] weight, double epsilon) {
    float[] y = new float[x.length];
    Arrays.fill(y, 7);
    normalize(y, x, weight, (float) epsilon);
    return y;
  }

  private static float[] ones(int n) {
    float[] y = new float[n];
    Arrays.fill(y, 1);
    return y;
  }

  @Nested
  @DisplayName("in a worked example")
  class WorkedExample {

    /** The mean of 4², 0², 2², 4² is 9, and √(9 + 7) = 4; no mean is subtracted. */
    @Test
    void fourValues() {
      float[] y = normalize(new float[] {4, 0, -2, 4}, ones(4), 7);
      assertClose("is ε under the root?", new double[] {1, 0, -0.5, 1}, y, FEW, 0);
    }

    /** √((9 + 9) / 2) = 3, so 1 and −1, times 5 and 2. */
    @Test
    void theWeightFollows() {
      float[] y = normalize(new float[] {3, -3}, new float[] {5, 2}, 0);
      assertClose("y", new double[] {5, -2}, y, FEW, 0);
    }
  }

  @Nested
  @DisplayName("keeps the laws")
  class Laws {

    /** The sum has n roundings; the square doubles what the root leaves of them. */
    @Test
    void theMeanSquareOfTheResultIsOne() {
      double[] y = Draws.doubles(normalize(Draws.normal(1, 37), ones(37), 0));
      double square = Arrays.stream(y).map(v -> v * v).average().getAsDouble();
      double bound = (37 + 16) * Close.ROUNDING;
      assertClose("mean square", new double[] {1}, new float[] {(float) square}, bound, 0);
    }

    @Test
    void scalingTheRowChangesNothingWithoutEpsilon() {
      float[] x = Draws.normal(2, 37);
      double[] expected = Draws.doubles(normalize(x, ones(37), 0));
      for (int i = 0; i < x.length; i++) {
        x[i] *= 1024;
      }
      assertClose("row scaled", expected, normalize(x, ones(37), 0), FEW, FEW);
    }

    @Test
    void theSignsStay() {
      float[] x = Draws.normal(3, 37);
      float[] negative = x.clone();
      for (int i = 0; i < x.length; i++) {
        negative[i] = -x[i];
      }
      double[] y = Draws.doubles(normalize(x, ones(37), 1e-5));
      double[] expected = Arrays.stream(y).map(v -> -v).toArray();
      assertClose("row negated", expected, normalize(negative, ones(37), 1e-5), 0, 0);
    }
  }

  @Nested
  @DisplayName("holds at the edges")
  class Edges {

    /** ε keeps the division from 0 / 0. */
    @Test
    void zerosStayZeros() {
      assertClose("y", new double[20], normalize(new float[20], ones(20), 1e-5), 0, 0);
    }

    @Test
    void nanReachesTheWholeRow() {
      float[] x = Draws.normal(4, 21);
      x[20] = Float.NaN;
      double[] expected = new double[21];
      Arrays.fill(expected, Double.NaN);
      assertClose("y", expected, normalize(x, ones(21), 1e-5), 0, 0);
    }
  }

  @Nested
  @DisplayName("agrees with RmsNorm in double")
  class Agreement {

    /** The sum of squares adds n roundings, all of positive terms; the rest is a handful. */
    @Test
    void atEveryNumberOfChannels() {
      for (int n : Draws.lengths()) {
        float[] x = Draws.normal(n, n);
        float[] weight = Draws.normal(n + 1, n);
        double[] expected = NormReference.rms(x, weight, 0.01f).y();
        float[] y = normalize(x, weight, 0.01f);
        assertClose("RmsNorm of " + n, expected, y, (n + 8) * Close.ROUNDING, Close.TINY);
      }
    }
  }
}
