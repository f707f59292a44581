package dev.stoa.contract.core;

import static dev.stoa.contract.core.Close.FEW;
import static dev.stoa.contract.core.Close.assertClose;

import java.util.Arrays;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/**
 * What SwiGLU must do (Shazeer 2020, equation 6): y = gate · σ(gate) · up with σ(z) = 1 / (1 +
 * exp(−z)), and its two gradients.
 *
 * <p>To judge a SwiGLU of your own, extend this class and implement {@link #swiGlu}; override
 * {@link #addGradients} too if you have them.
 */
@DisplayName("SwiGLU")
public abstract class SwiGluContract {
  private static final double STEP = 1e-5;

  /**
   * y = gate · σ(gate) · up, element by element.
   *
   * @param y overwritten
   * @param gate values, as many as y
   * @param up values, as many as y
   */
  protected abstract void swiGlu(float[] y, float[] gate, float[] up);

  /**
   * dGate += dY · ∂y/∂gate, dUp += dY · ∂y/∂up. If you leave this out, central differences of the
   * formula stand in.
   *
   * @param dGate accumulated
   * @param dUp accumulated
   * @param dY gradient of the result
   * @param gate the gate
   * @param up the other input
   */
  protected void addGradients(float[] dGate, float[] dUp, float[] dY, float[] gate, float[] up) {
    for (int i = 0; i < gate.length; i++) {
      dGate[i] += (float) (dY[i] * slopeOfGate(gate[i], up[i]));
      dUp[i] += (float) (dY[i] * slopeOfUp(gate[i], up[i]));
    }
  }

  private static double reference(double gate, double up) {
    return gate / (1 + Math.exp(-gate)) * up;
  }

  private static double slopeOfGate(double gate, double up) {
    return (reference(gate + STEP, up) - reference(gate - STEP, up)) / (2 * STEP);
  }

  private static double slopeOfUp(double gate, double up) {
    return (reference(gate, up + STEP) - reference(gate, up - STEP)) / (2 * STEP);
  }

  private float[] swiGlu(float[] gate, float[] up) {
    float[] y = new float[gate.length];
    Arrays.fill(y, 7);
    swiGlu(y, gate, up);
    return y;
  }

  @Nested
  @DisplayName("in a worked example")
  class WorkedExample {

    /** exp(−ln 3) = 1/3 and σ(ln 3) = 3/4, so ln 3 · 3/4 · 4 = 3 ln 3 = 3.295837. */
    @Test
    void ofLogarithmThreeAndFour() {
      float[] y = swiGlu(new float[] {(float) Math.log(3)}, new float[] {4});
      assertClose("SwiGLU(ln 3, 4)", new double[] {3.295837}, y, FEW, 0);
    }
  }

  @Nested
  @DisplayName("keeps the laws")
  class Laws {
    private final float[] gate = Draws.normal(1, 50);
    private final float[] up = Draws.normal(2, 50);

    @Test
    void doublingUpDoublesTheResult() {
      double[] expected = Draws.doubles(swiGlu(gate, up));
      float[] twice = up.clone();
      for (int i = 0; i < 50; i++) {
        expected[i] *= 2;
        twice[i] *= 2;
      }
      assertClose("SwiGLU(gate, 2 up)", expected, swiGlu(gate, twice), FEW, 0);
    }

    /** σ(z) + σ(−z) = 1, so silu(z) − silu(−z) = z. */
    @Test
    void theTwoSidesOfZeroDifferByTheGate() {
      float[] one = new float[50];
      float[] negative = new float[50];
      for (int i = 0; i < 50; i++) {
        one[i] = 1;
        negative[i] = -gate[i];
      }
      float[] y = swiGlu(gate, one);
      float[] mirrored = swiGlu(negative, one);
      for (int i = 0; i < 50; i++) {
        y[i] -= mirrored[i];
      }
      assertClose("silu(z) − silu(−z)", Draws.doubles(gate), y, FEW, FEW);
    }

    @Test
    void gradientsAreAdded() {
      float[] dGate = {100};
      float[] dUp = {200};
      addGradients(dGate, dUp, new float[] {1}, new float[] {0}, new float[] {3});
      assertClose("100 + 3/2", new double[] {101.5}, dGate, FEW, 0);
      assertClose("200 + 0", new double[] {200}, dUp, FEW, 0);
    }
  }

  @Nested
  @DisplayName("holds at the edges")
  class Edges {

    @Test
    void aGateOfZeroIsShut() {
      assertClose("y", new double[] {0}, swiGlu(new float[] {0}, new float[] {1e30f}), 0, 0);
    }

    @Test
    void aGreatGatePassesAndAVeryNegativeOneShuts() {
      float[] y = swiGlu(new float[] {200, 1e30f, -200, -1e30f}, new float[] {2, 2, 2, 2});
      assertClose("y", new double[] {400, 2e30, 0, 0}, y, FEW, 0);
    }

    @Test
    void nanStaysNan() {
      float[] y = swiGlu(new float[] {Float.NaN, 0}, new float[] {1, 1});
      assertClose("y", new double[] {Double.NaN, 0}, y, 0, 0);
    }
  }

  @Nested
  @DisplayName("agrees with SwiGLU in double")
  class Agreement {

    /** A few roundings, all of products: no small difference of great values. */
    @Test
    void atEveryLength() {
      for (int n : Draws.lengths()) {
        float[] gate = spread(n);
        float[] up = Draws.normal(n + 1, n);
        double[] expected = new double[n];
        for (int i = 0; i < n; i++) {
          expected[i] = reference(gate[i], up[i]);
        }
        assertClose("SwiGLU of " + n, expected, swiGlu(gate, up), FEW, 0);
      }
    }

    /**
     * σ and z σ (1 − σ) have a few roundings each and are at most 1 and 0.3; where their sum is
     * small, what was lost of both remains.
     */
    @Test
    void inItsGradientsAtEveryLength() {
      for (int n : Draws.lengths()) {
        float[] gate = spread(n);
        float[] up = Draws.normal(n + 1, n);
        float[] dY = Draws.normal(n + 2, n);
        float[] dGate = new float[n];
        float[] dUp = new float[n];
        addGradients(dGate, dUp, dY, gate, up);
        double[] expectedGate = new double[n];
        double[] expectedUp = new double[n];
        double[] bounds = new double[n];
        for (int i = 0; i < n; i++) {
          expectedGate[i] = dY[i] * slopeOfGate(gate[i], up[i]);
          expectedUp[i] = dY[i] * slopeOfUp(gate[i], up[i]);
          bounds[i] = 2 * FEW * Math.abs(dY[i] * up[i]);
        }
        assertClose("dGate of " + n, expectedGate, dGate, bounds);
        assertClose("dUp of " + n, expectedUp, dUp, FEW, 0);
      }
    }

    private static float[] spread(int n) {
      float[] x = Draws.normal(n, n);
      for (int i = 0; i < n; i++) {
        x[i] *= 4;
      }
      return x;
    }
  }
}
