package dev.stoa.contract.core;

import static dev.stoa.contract.core.Close.FEW;
import static dev.stoa.contract.core.Close.assertClose;

import java.util.Arrays;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/**
 * What the backward pass of RmsNorm must do. With r = 1 / √(mean(x²) + ε), x̂ = x r and g = dY ·
 * weight, it adds r (g − x̂ · mean(g · x̂)) to dX and dY · x̂ to dWeight.
 *
 * <p>To judge a backward pass of your own, extend this class and implement {@link #addGradients}.
 */
@DisplayName("The gradient of RmsNorm")
public abstract class RmsNormGradientContract {

  /**
   * Adds the gradients of Σ dY · y; all arrays are equally long.
   *
   * @param dX accumulated
   * @param dWeight accumulated
   * @param dY gradient of the result
   * @param x the row
   * @param weight factors
   * @param epsilon ε
   */
  protected abstract void addGradients(
      float[] dX, float[] dWeight, float[] dY, float[] x, float[] weight, float epsilon);

  @Nested
  @DisplayName("in a worked example")
  class WorkedExample {

    /**
     * x = (1, −1), ε = 3: r = 1/2, x̂ = (0.5, −0.5). With weight (2, 2) and dY = (1, 0): g = (2,
     * 0), mean(g x̂) = 0.5. dX = (2 − 0.25, 0 + 0.25) / 2 = (0.875, 0.125), dWeight = (0.5, 0).
     */
    @Test
    void twoChannels() {
      float[] dX = new float[2];
      float[] dWeight = new float[2];
      float[] dY = {1, 0};
      addGradients(dX, dWeight, dY, new float[] {1, -1}, new float[] {2, 2}, 3);
      assertClose("dX", new double[] {0.875, 0.125}, dX, FEW, 0);
      assertClose("dWeight", new double[] {0.5, 0}, dWeight, FEW, 0);
    }
  }

  @Nested
  @DisplayName("keeps the laws")
  class Laws {

    /**
     * Without ε, scaling x changes nothing, so the gradient has no part along x. Each of n values
     * is off by the n roundings of its means, of products below 4.
     */
    @Test
    void theGradientStandsAcrossTheRow() {
      int n = 40;
      float[] x = Draws.normal(2, n);
      float[] dX = new float[n];
      addGradients(dX, new float[n], Draws.normal(1, n), x, Draws.normal(3, n), 0);
      double dot = 0;
      for (int i = 0; i < n; i++) {
        dot += (double) dX[i] * x[i];
      }
      assertClose(
          "dX · x",
          new double[] {0},
          new float[] {(float) dot},
          0,
          n * (n + 8) * 4 * Close.ROUNDING);
    }

    /** A gradient of one or two parts is added to 64, each rounded at less than 128. */
    @Test
    void gradientsAreAdded() {
      int n = 21;
      float[][] fresh = new float[2][n];
      float[][] filled = new float[2][n];
      for (float[] array : filled) {
        Arrays.fill(array, 64);
      }
      float[] dY = Draws.normal(4, n);
      float[] x = Draws.normal(5, n);
      float[] weight = Draws.normal(6, n);
      addGradients(fresh[0], fresh[1], dY, x, weight, 1e-5f);
      addGradients(filled[0], filled[1], dY, x, weight, 1e-5f);
      for (int i = 0; i < 2; i++) {
        double[] expected = Arrays.stream(Draws.doubles(fresh[i])).map(v -> v + 64).toArray();
        assertClose(
            "gradient " + i + " added to 64", expected, filled[i], 0, 3 * 128 * Close.ROUNDING);
      }
    }
  }

  @Nested
  @DisplayName("passes the gradient check")
  class GradientCheck {

    /** Central differences in double, at every length around the lanes. */
    @Test
    void againstCentralDifferences() {
      for (int n : Draws.lengths()) {
        float[] x = Draws.normal(n, n);
        float[] weight = Draws.normal(n + 1, n);
        float[] dY = Draws.normal(n + 2, n);
        float[] dX = new float[n];
        float[] dWeight = new float[n];
        float epsilon = 0.05f;
        addGradients(dX, dWeight, dY, x, weight, epsilon);
        NormReference reference = NormReference.rms(x, weight, epsilon);
        double bound = (n + 32) * 8 * Close.ROUNDING * Math.max(1, reference.rootInverse);
        assertClose("dX of " + n, reference.dX(dY), dX, bound, bound);
        assertClose("dWeight of " + n, reference.dWeight(dY), dWeight, bound, bound);
      }
    }
  }
}
