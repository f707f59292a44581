package dev.stoa.contract.core;

import static dev.stoa.contract.core.Close.FEW;
import static dev.stoa.contract.core.Close.assertClose;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import java.util.Arrays;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * What the backward pass of causal attention must do: with p the probabilities of the forward pass,
 * δ_i = dO_i · o_i and dS_ij = p_ij (dO_i · v_j − δ_i), it adds Σ_i p_ij dO_i to dV_j, Σ_j dS_ij
 * k_j / √d to dQ_i and Σ_i dS_ij q_i / √d to dK_j.
 *
 * <p>To judge a backward pass of your own, extend this class and implement {@link #addGradients}.
 */
@DisplayName("The gradient of causal attention")
public abstract class AttentionGradientContract {

  /**
   * Adds the gradients of Σ dOut · out, where out is the attention of {@link AttentionContract}.
   *
   * @param dQ queries × headSize, accumulated, row-major like all of these
   * @param dK keys × headSize, accumulated
   * @param dV keys × headSize, accumulated
   * @param dOut queries × headSize, the gradient of the result
   * @param q queries × headSize
   * @param k keys × headSize
   * @param v keys × headSize
   * @param queries n, at least 1
   * @param keys m, at least n
   * @param headSize d, at least 1
   */
  protected abstract void addGradients(
      float[] dQ,
      float[] dK,
      float[] dV,
      float[] dOut,
      float[] q,
      float[] k,
      float[] v,
      int queries,
      int keys,
      int headSize);

  @Nested
  @DisplayName("in a worked example")
  class WorkedExample {
    private final float[] dQ = new float[1];
    private final float[] dK = new float[2];
    private final float[] dV = new float[2];

    /**
     * q = 1, k = (0, ln 3), v = (8, 4): p = (1/4, 3/4) and o = 5. With dO = 2: dV = 2 p = (0.5,
     * 1.5), δ = 10, dS = (1/4 · (16 − 10), 3/4 · (8 − 10)) = (1.5, −1.5), dK = dS · 1, and dQ =
     * −1.5 ln 3.
     */
    @Test
    void twoKeysShareTheGradient() {
      float ln3 = (float) Math.log(3);
      float[] k = {0, ln3};
      float[] v = {8, 4};
      addGradients(dQ, dK, dV, new float[] {2}, new float[] {1}, k, v, 1, 2, 1);
      assertClose("dV", new double[] {0.5, 1.5}, dV, FEW, 0);
      // dP and δ lie at 16, so a few roundings of 16 are more of the differences.
      assertClose("dK", new double[] {1.5, -1.5}, dK, 0, 16 * FEW);
      assertClose("dQ", new double[] {-1.5 * Math.log(3)}, dQ, 0, 16 * FEW);
    }
  }

  @Nested
  @DisplayName("keeps the laws")
  class Laws {
    private final int n = 9;
    private final int d = 5;
    private final float[] q = Draws.normal(1, n * d);
    private final float[] k = Draws.normal(2, n * d);
    private final float[] v = Draws.normal(3, n * d);

    /** Each of up to n parts that are added is rounded at less than 128. */
    @Test
    void gradientsAreAdded() {
      float[] dOut = Draws.normal(4, n * d);
      float[] zero = new float[n * d];
      float[][] fresh = {zero.clone(), zero.clone(), zero.clone()};
      float[][] filled = {zero.clone(), zero.clone(), zero.clone()};
      for (float[] x : filled) {
        Arrays.fill(x, 64);
      }
      addGradients(fresh[0], fresh[1], fresh[2], dOut, q, k, v, n, n, d);
      addGradients(filled[0], filled[1], filled[2], dOut, q, k, v, n, n, d);
      double bound = 2 * n * 128 * Close.ROUNDING;
      for (int i = 0; i < 3; i++) {
        double[] expected = Draws.doubles(fresh[i]);
        for (int x = 0; x < expected.length; x++) {
          expected[x] += 64;
        }
        assertClose("dQ dK dV".split(" ")[i] + " added to 64", expected, filled[i], 0, bound);
      }
    }

    @Test
    void aQueryGivesNothingToLaterKeysAndValues() {
      float[] dOut = new float[n * d];
      Arrays.fill(dOut, 4 * d, 5 * d, 1);
      float[] dK = new float[n * d];
      float[] dV = new float[n * d];
      addGradients(new float[n * d], dK, dV, dOut, q, k, v, n, n, d);
      float[] nothing = new float[4 * d];
      assertArrayEquals(nothing, Arrays.copyOfRange(dK, 5 * d, n * d), "dK behind query 4");
      assertArrayEquals(nothing, Arrays.copyOfRange(dV, 5 * d, n * d), "dV behind query 4");
    }

    /** The probabilities of a query sum to 1, so each dO is handed on whole. */
    @Test
    void theGradientsOfTheValuesSumToThatOfTheResult() {
      float[] dOut = Draws.normal(5, n * d);
      float[] dV = new float[n * d];
      addGradients(new float[n * d], new float[n * d], dV, dOut, q, k, v, n, n, d);
      double[] expected = new double[d];
      float[] sum = new float[d];
      for (int i = 0; i < n * d; i++) {
        expected[i % d] += dOut[i];
        sum[i % d] += dV[i];
      }
      // n probabilities, each times a dO below 4, and n sums.
      double bound = 4 * n * AttentionReference.of(n, n, d, q, k, v).relativeError();
      assertClose("column sums of dV", expected, sum, 0, bound);
    }

    /** With one key the result is its value, whatever the scores. */
    @Test
    void oneKeyHasNoGradientOfScores() {
      float[] dQ = new float[d];
      float[] dK = new float[d];
      float[] dV = new float[d];
      float[] dOut = Draws.normal(6, d);
      addGradients(
          dQ, dK, dV, dOut, Arrays.copyOf(q, d), Arrays.copyOf(k, d), Arrays.copyOf(v, d), 1, 1, d);
      // dP − δ is the difference of two equal sums of d terms, times q or k, all below 4.
      double bound = 2 * d * 4 * 4 * 4 * Close.ROUNDING;
      assertClose("dQ", new double[d], dQ, 0, bound);
      assertClose("dK", new double[d], dK, 0, bound);
      assertClose("dV", Draws.doubles(dOut), dV, FEW, 0);
    }
  }

  @Nested
  @DisplayName("passes the gradient check")
  class GradientCheck {
    private static final double STEP = 1e-5;

    /** Central differences of attention in double: (L(x + h) − L(x − h)) / 2h. */
    @ParameterizedTest
    @CsvSource({"1,1,3", "4,4,3", "3,7,2", "1,6,4"})
    void againstCentralDifferences(int n, int m, int d) {
      float[] q = Draws.normal(n, n * d);
      float[] k = Draws.normal(m + 10, m * d);
      float[] v = Draws.normal(d + 20, m * d);
      float[] dOut = Draws.normal(30, n * d);
      float[] dQ = new float[n * d];
      float[] dK = new float[m * d];
      float[] dV = new float[m * d];
      addGradients(dQ, dK, dV, dOut, q, k, v, n, m, d);
      AttentionReference at = AttentionReference.of(n, m, d, q, k, v);
      AttentionReference.Gradients bounds = at.new Gradients(Draws.doubles(dOut));
      assertClose("dQ", differences(at, at.q, dOut), dQ, bounds.dQBounds, n, d);
      assertClose("dK", differences(at, at.k, dOut), dK, bounds.dKBounds, m, d);
      assertClose("dV", differences(at, at.v, dOut), dV, bounds.dVBounds, m, d);
    }

    /** Derivatives of L = Σ dOut · out to each element of x, which is an input of the attention. */
    private double[] differences(AttentionReference attention, double[] x, float[] dOut) {
      double[] derivatives = new double[x.length];
      for (int i = 0; i < x.length; i++) {
        double before = x[i];
        x[i] = before + STEP;
        double above = loss(attention, dOut);
        x[i] = before - STEP;
        derivatives[i] = (above - loss(attention, dOut)) / (2 * STEP);
        x[i] = before;
      }
      return derivatives;
    }

    private double loss(AttentionReference attention, float[] dOut) {
      double[] out = attention.out();
      double sum = 0;
      for (int i = 0; i < out.length; i++) {
        sum += out[i] * dOut[i];
      }
      return sum;
    }
  }

  @Nested
  @DisplayName("agrees with the gradients in double")
  class Agreement {

    @Test
    void atEveryLengthOfASequence() {
      for (int n : Draws.lengths()) {
        check(n, n, 4);
      }
    }

    @ParameterizedTest
    @CsvSource({
      "1,70,16",
      "5,9,3",
      "33,160,16",
      "40,129,24",
      "64,64,32",
      "100,300,7",
      "300,300,8",
      "150,400,5"
    })
    void forTheLaterPartOfASequence(int n, int m, int d) {
      check(n, m, d);
    }

    private void check(int n, int m, int d) {
      float[] q = Draws.normal(n, n * d);
      float[] k = Draws.normal(m + 100, m * d);
      float[] v = Draws.normal(d + 200, m * d);
      float[] dOut = Draws.normal(300, n * d);
      float[] dQ = new float[n * d];
      float[] dK = new float[m * d];
      float[] dV = new float[m * d];
      addGradients(dQ, dK, dV, dOut, q, k, v, n, m, d);
      AttentionReference reference = AttentionReference.of(n, m, d, q, k, v);
      AttentionReference.Gradients expected = reference.new Gradients(Draws.doubles(dOut));
      String sizes = " of " + n + " queries, " + m + " keys, head size " + d;
      assertClose("dQ" + sizes, expected.dQ, dQ, expected.dQBounds, n, d);
      assertClose("dK" + sizes, expected.dK, dK, expected.dKBounds, m, d);
      assertClose("dV" + sizes, expected.dV, dV, expected.dVBounds, m, d);
    }
  }
}
