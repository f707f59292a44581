package dev.stoa.contract.core;

import static dev.stoa.contract.core.Close.FEW;
import static dev.stoa.contract.core.Close.assertClose;

import java.util.Arrays;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/**
 * What LayerNorm of one row must do (Ba et al. 2016, equation 4): y = (x − μ) / √(σ² + ε) · weight
 * + bias, with μ the mean and σ² the mean of (x − μ)².
 *
 * <p>To judge a LayerNorm of your own, extend this class and implement {@link #normalize}.
 */
@DisplayName("LayerNorm")
public abstract class LayerNormContract {

  /**
   * LayerNorm of a row; all arrays are equally long.
   *
   * @param y overwritten
   * @param x the row
   * @param weight factors
   * @param bias summands, or null for none
   * @param epsilon ε
   */
  protected abstract void normalize(
      float[] y, float[] x, float[] weight, float[] bias, float epsilon);

  private float[] normalize(float[] x, float[] weight, float[] bias, double epsilon) {
    float[] y = new float[x.length];
    Arrays.fill(y, 7);
    normalize(y, x, weight, bias, (float) epsilon);
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

    /** The mean of 1, 3, 5, 7 is 4, the variance (9 + 1 + 1 + 9) / 4 = 5, and √(5 + 4) = 3. */
    @Test
    void fourValues() {
      float[] y = normalize(new float[] {1, 3, 5, 7}, ones(4), null, 4);
      assertClose(
          "is the variance the mean of squares, and ε under the root?",
          new double[] {-1, -1.0 / 3, 1.0 / 3, 1},
          y,
          FEW,
          0);
    }

    /** −1 · 2 + 10 = 8 and 1 · 3 + 20 = 23, for 1 and 3 have mean 2 and variance 1. */
    @Test
    void weightAndBiasFollow() {
      float[] y = normalize(new float[] {1, 3}, new float[] {2, 3}, new float[] {10, 20}, 0);
      assertClose("y", new double[] {8, 23}, y, FEW, 0);
    }
  }

  @Nested
  @DisplayName("keeps the laws")
  class Laws {
    private final float[] x = Draws.normal(1, 48);

    /** A value is off by the n roundings of each sum and a few more, of about 1. */
    @Test
    void theResultHasMeanZeroAndVarianceOne() {
      double[] y = Draws.doubles(normalize(x, ones(48), null, 0));
      double mean = Arrays.stream(y).average().getAsDouble();
      double square = Arrays.stream(y).map(v -> v * v).average().getAsDouble();
      double bound = (48 + 8) * Close.ROUNDING;
      assertClose("mean", new double[] {0}, new float[] {(float) mean}, 0, bound);
      assertClose("variance", new double[] {1}, new float[] {(float) square}, 2 * bound, 0);
    }

    /**
     * E[x²] − μ² would lose all digits here; the mean of (x − μ)² does not. The mean is off by at
     * most n roundings of 8192, and the values, whose deviation is about 1, with it.
     */
    @Test
    void addingAConstantChangesNothing() {
      float[] moved = x.clone();
      for (int i = 0; i < moved.length; i++) {
        moved[i] = (float) Math.rint(moved[i] * 256) / 256;
      }
      double[] expected = Draws.doubles(normalize(moved, ones(48), null, 1e-5));
      for (int i = 0; i < moved.length; i++) {
        moved[i] += 8192;
      }
      float[] y = normalize(moved, ones(48), null, 1e-5);
      assertClose("row moved by 8192", expected, y, 0, 48 * Close.ROUNDING * 8192);
    }

    @Test
    void scalingTheRowChangesNothingWithoutEpsilon() {
      double[] expected = Draws.doubles(normalize(x, ones(48), null, 0));
      float[] scaled = x.clone();
      for (int i = 0; i < scaled.length; i++) {
        scaled[i] *= 1024;
      }
      assertClose("row scaled", expected, normalize(scaled, ones(48), null, 0), FEW, FEW);
    }
  }

  @Nested
  @DisplayName("holds at the edges")
  class Edges {

    /** x − μ is 0, as sums of halves are exact, and ε keeps the division from 0 / 0. */
    @Test
    void equalValuesBecomeTheBias() {
      float[] x = new float[20];
      Arrays.fill(x, 0.5f);
      float[] bias = Draws.normal(2, 20);
      float[] y = normalize(x, ones(20), bias, 1e-5);
      assertClose("y", Draws.doubles(bias), y, FEW, 0);
    }

    @Test
    void oneChannelBecomesTheBias() {
      float[] y = normalize(new float[] {3}, new float[] {2}, new float[] {5}, 1e-5);
      assertClose("y", new double[] {5}, y, FEW, 0);
    }

    @Test
    void nanReachesTheWholeRow() {
      float[] x = Draws.normal(3, 21);
      x[20] = Float.NaN;
      double[] expected = new double[21];
      Arrays.fill(expected, Double.NaN);
      assertClose("y", expected, normalize(x, ones(21), null, 1e-5), 0, 0);
    }
  }

  @Nested
  @DisplayName("agrees with LayerNorm in double")
  class Agreement {

    @Test
    void atEveryNumberOfChannels() {
      for (int n : Draws.lengths()) {
        float[] x = Draws.normal(n, n);
        float[] weight = Draws.normal(n + 1, n);
        float[] bias = Draws.normal(n + 2, n);
        check(x, weight, null);
        check(x, weight, bias);
      }
    }

    /** The sums add n roundings of their terms; the rest is a handful. */
    private void check(float[] x, float[] weight, float[] bias) {
      float epsilon = 0.01f;
      NormReference reference = NormReference.layer(x, weight, bias, epsilon);
      double[] bounds = new double[x.length];
      for (int i = 0; i < x.length; i++) {
        double moved = Math.abs(x[i]) + reference.meanMagnitude;
        double scaled = moved * reference.rootInverse * Math.abs(weight[i]);
        bounds[i] =
            (2 * x.length + 8) * Close.ROUNDING * (scaled + (bias == null ? 0 : Math.abs(bias[i])));
      }
      float[] y = normalize(x, weight, bias, epsilon);
      assertClose("LayerNorm of " + x.length, reference.y(), y, bounds);
    }
  }
}
