package dev.stoa.contract.core;

import static dev.stoa.contract.core.Close.FEW;
import static dev.stoa.contract.core.Close.assertClose;

import java.util.Arrays;
import java.util.function.DoubleUnaryOperator;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/**
 * What GELU must do, in the tanh form that GPT-2 uses (Hendrycks and Gimpel 2016, section 2): y =
 * x/2 · (1 + tanh(√(2/π) · (x + 0.044715 x³))), and its derivative.
 *
 * <p>To judge a GELU of your own, extend this class and implement {@link #gelu}; override {@link
 * #addGradient} too if you have one.
 */
@DisplayName("GELU")
public abstract class GeluContract {

  /**
   * y = GELU(x), element by element.
   *
   * @param y overwritten
   * @param x values, as many as y
   */
  protected abstract void gelu(float[] y, float[] x);

  /**
   * dX += dY · GELU′(x). If you leave this out, central differences of the formula stand in.
   *
   * @param dX accumulated
   * @param dY gradient of the result
   * @param x the input
   */
  protected void addGradient(float[] dX, float[] dY, float[] x) {
    for (int i = 0; i < x.length; i++) {
      dX[i] += (float) (dY[i] * slope(x[i]));
    }
  }

  private float[] gelu(float... x) {
    float[] y = new float[x.length];
    Arrays.fill(y, 7);
    gelu(y, x);
    return y;
  }

  private static double reference(double x) {
    return x / 2 * (1 + Math.tanh(Math.sqrt(2 / Math.PI) * (x + 0.044715 * x * x * x)));
  }

  /** Central difference in double. */
  private static double slope(double x) {
    double step = 1e-5;
    return (reference(x + step) - reference(x - step)) / (2 * step);
  }

  @Nested
  @DisplayName("in a worked example")
  class WorkedExample {

    /**
     * √(2/π) = 0.797885, times 1.044715 is 0.833562, whose tanh is 0.682384: (1 + 0.682384) / 2.
     */
    @Test
    void ofOne() {
      assertClose("GELU(1)", new double[] {0.841192}, gelu(1), FEW, 0);
    }

    /** GELU(−1) = −1/2 · (1 − 0.682384). */
    @Test
    void ofMinusOne() {
      assertClose("GELU(−1)", new double[] {-0.158808}, gelu(-1), 0, FEW);
    }
  }

  @Nested
  @DisplayName("keeps the laws")
  class Laws {

    /** tanh is odd, so the two sides of 0 differ by x alone. */
    @Test
    void geluOfXMinusGeluOfMinusXIsX() {
      float[] x = Draws.normal(1, 50);
      float[] negative = new float[50];
      for (int i = 0; i < 50; i++) {
        negative[i] = -x[i];
      }
      float[] y = gelu(x);
      float[] mirrored = gelu(negative);
      for (int i = 0; i < 50; i++) {
        y[i] -= mirrored[i];
      }
      assertClose("GELU(x) − GELU(−x)", Draws.doubles(x), y, FEW, FEW);
    }

    @Test
    void gradientsAreAdded() {
      float[] dX = {100, 200, 300};
      addGradient(dX, new float[] {1, 0, 2}, new float[3]);
      assertClose("100 + 1/2, 200, 300 + 1", new double[] {100.5, 200, 301}, dX, FEW, 0);
    }
  }

  @Nested
  @DisplayName("holds at the edges")
  class Edges {

    @Test
    void zeroStaysZero() {
      assertClose("GELU(0)", new double[] {0}, gelu(0), 0, 0);
    }

    @Test
    void greatValuesPassOrVanish() {
      float[] y = gelu(20, 1e4f, 1e18f, -20, -1e4f, -1e18f);
      assertClose("GELU", new double[] {20, 1e4f, 1e18f, 0, 0, 0}, y, 0, 1e-30);
    }

    @Test
    void theSlopeOfGreatValuesIsOneOrZero() {
      float[] dX = new float[4];
      addGradient(dX, new float[] {1, 1, 1, 1}, new float[] {20, 100, -20, -100});
      assertClose("GELU′", new double[] {1, 1, 0, 0}, dX, FEW, FEW);
    }

    @Test
    void nanStaysNan() {
      assertClose("GELU(NaN)", new double[] {Double.NaN, reference(1)}, gelu(Float.NaN, 1), FEW, 0);
    }
  }

  @Nested
  @DisplayName("agrees with GELU in double")
  class Agreement {

    /**
     * A few roundings of the result; where 1 + tanh is a small difference they are those of 1,
     * times an x whose tail, x (1 + tanh) / 2, is below 1 there.
     */
    @Test
    void atEveryLength() {
      for (int n : Draws.lengths()) {
        float[] x = spread(n);
        assertClose("GELU of " + n, map(x, GeluContract::reference), gelu(x), FEW, FEW);
      }
    }

    /** Two summands of a few roundings each, neither greater than 1.2 |dY|. */
    @Test
    void inItsGradientAtEveryLength() {
      for (int n : Draws.lengths()) {
        float[] x = spread(n);
        float[] dX = new float[n];
        float[] dY = Draws.normal(n + 1, n);
        addGradient(dX, dY, x);
        double[] expected = map(x, GeluContract::slope);
        double[] bounds = new double[n];
        for (int i = 0; i < n; i++) {
          expected[i] *= dY[i];
          bounds[i] = 2 * 1.2 * FEW * Math.abs(dY[i]);
        }
        assertClose("GELU′ at " + n, expected, dX, bounds);
      }
    }

    private static float[] spread(int n) {
      float[] x = Draws.normal(n, n);
      for (int i = 0; i < n; i++) {
        x[i] *= 3;
      }
      return x;
    }

    private static double[] map(float[] x, DoubleUnaryOperator f) {
      return Arrays.stream(Draws.doubles(x)).map(f).toArray();
    }
  }
}
