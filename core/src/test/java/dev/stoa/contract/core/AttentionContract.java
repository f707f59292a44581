package dev.stoa.contract.core;

import static dev.stoa.contract.core.Close.FEW;
import static dev.stoa.contract.core.Close.assertClose;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * What causal attention of one head must do (Vaswani et al. 2017, equation 1): o_i = Σ_j p_ij v_j
 * with p_i the softmax of q_i · k_j / √d over the keys that query i may see.
 *
 * <p>The queries are the last of the sequence: with n queries and m keys, query i stands at
 * position m − n + i, and sees the keys 0 ... m − n + i. So n = m in training, and n = 1 when one
 * token after the other is generated.
 *
 * <p>To judge attention of your own, extend this class and implement {@link #attend}.
 */
@DisplayName("Causal attention")
public abstract class AttentionContract {

  /**
   * Attention of one head.
   *
   * @param out queries × headSize, overwritten, row-major like all of these
   * @param q queries × headSize
   * @param k keys × headSize
   * @param v keys × headSize
   * @param queries n, at least 1
   * @param keys m, at least n
   * @param headSize d, at least 1; scores are divided by its root
   */
  protected abstract void attend(
      float[] out, float[] q, float[] k, float[] v, int queries, int keys, int headSize);

  private float[] attend(float[] q, float[] k, float[] v, int queries, int keys, int size) {
    float[] out = new float[queries * size];
    Arrays.fill(out, 7);
    attend(out, q, k, v, queries, keys, size);
    return out;
  }

  @Nested
  @DisplayName("in a worked example")
  class WorkedExample {
    private final float ln3 = (float) Math.log(3);

    /** Scores 0 · 1 and ln 3 · 1; exp gives 1 and 3, so 1/4 and 3/4: 8/4 + 4 · 3/4 = 5. */
    @Test
    void theSecondQueryWeighsBothValues() {
      float[] out = attend(new float[] {1}, new float[] {0, ln3}, new float[] {8, 4}, 1, 2, 1);
      assertClose("out", new double[] {5}, out, FEW, 0);
    }

    /** The same with the first query too, which sees the first key alone. */
    @Test
    void theFirstQuerySeesTheFirstKeyOnly() {
      float[] out = attend(new float[] {9, 1}, new float[] {0, ln3}, new float[] {8, 4}, 2, 2, 1);
      assertClose("is the mask right?", new double[] {8, 5}, out, FEW, 0);
    }

    /** d = 4: the score 2 · ln 3 is divided by √4, and 1/4 and 3/4 come out again. */
    @Test
    void scoresAreDividedByTheRootOfTheHeadSize() {
      float[] q = {2, 0, 0, 0};
      float[] k = {0, 5, 5, 5, ln3, 6, 6, 6};
      float[] v = {8, 0, 4, 0, 4, 0, 8, 0};
      float[] out = attend(q, k, v, 1, 2, 4);
      assertClose("is the scale right?", new double[] {5, 0, 7, 0}, out, FEW, 0, 1, 4);
    }
  }

  @Nested
  @DisplayName("keeps the laws")
  class Laws {
    private final int n = 21;
    private final int d = 8;
    private final float[] q = Draws.normal(1, n * d);
    private final float[] k = Draws.normal(2, n * d);
    private final float[] v = Draws.normal(3, n * d);

    /** What two ways to the same result may differ by: each loses so much of values below 4. */
    private final double bound = 2 * 4 * AttentionReference.of(n, n, d, q, k, v).relativeError();

    @Test
    void theFutureHasNoInfluence() {
      float[] out = attend(q, k, v, n, n, d);
      float[] otherK = k.clone();
      float[] otherV = v.clone();
      for (int i = 12 * d; i < n * d; i++) {
        otherK[i] += 3;
        otherV[i] -= 5;
      }
      float[] changed = attend(q, otherK, otherV, n, n, d);
      assertArrayEquals(
          Arrays.copyOf(out, 12 * d),
          Arrays.copyOf(changed, 12 * d),
          "keys and values 12 and later changed queries 0 to 11: is the mask right?");
    }

    @Test
    void thePresentHasInfluence() {
      float[] out = attend(q, k, v, n, n, d);
      float[] otherV = v.clone();
      otherV[12 * d] += 100;
      float[] changed = attend(q, k, otherV, n, n, d);
      assertTrue(changed[12 * d] > out[12 * d], "query 12 does not see key 12");
    }

    @Test
    void theLastQueriesAloneGiveTheLastRows() {
      float[] all = attend(q, k, v, n, n, d);
      for (int last : new int[] {1, 2, 5, 20}) {
        float[] lastQ = Arrays.copyOfRange(q, (n - last) * d, n * d);
        float[] out = attend(lastQ, k, v, last, n, d);
        double[] expected = Draws.doubles(Arrays.copyOfRange(all, (n - last) * d, n * d));
        assertClose(
            "the last " + last + " queries: at which position do they stand?",
            expected,
            out,
            0,
            bound,
            last,
            d);
      }
    }

    @Test
    void aResultLiesAmongTheValues() {
      float[] out = attend(q, k, v, n, n, d);
      for (int x = 0; x < d; x++) {
        float least = v[x];
        float greatest = v[x];
        for (int i = 0; i < n; i++) {
          least = Math.min(least, v[i * d + x]);
          greatest = Math.max(greatest, v[i * d + x]);
          float o = out[i * d + x];
          assertTrue(
              o > least - bound && o < greatest + bound,
              "query " + i + " left the range of the values it sees: is the mask right?");
        }
      }
    }

    @Test
    void equalKeysGiveTheMeanOfTheValuesSoFar() {
      float[] out = attend(q, new float[n * d], v, n, n, d);
      double[] expected = new double[n * d];
      for (int i = 0; i < n; i++) {
        for (int j = 0; j <= i; j++) {
          for (int x = 0; x < d; x++) {
            expected[i * d + x] += v[j * d + x] / (i + 1.0);
          }
        }
      }
      assertClose("mean of the values", expected, out, 0, bound, n, d);
    }

    /**
     * q · (k + c) = q · k + q · c: all scores of a query move alike, and a softmax ignores that.
     */
    @Test
    void movingAllKeysChangesNothing() {
      float[] moved = k.clone();
      for (int i = 0; i < moved.length; i++) {
        moved[i] += 2;
      }
      double[] expected = Draws.doubles(attend(q, k, v, n, n, d));
      double larger = 2 * 4 * AttentionReference.of(n, n, d, q, moved, v).relativeError();
      assertClose("keys moved", expected, attend(q, moved, v, n, n, d), 0, larger, n, d);
    }

    @Test
    void keysAndValuesOfThePastHaveNoOrder() {
      float[] lastQ = Arrays.copyOfRange(q, (n - 1) * d, n * d);
      double[] expected = Draws.doubles(attend(lastQ, k, v, 1, n, d));
      float[] out = attend(lastQ, reversed(k), reversed(v), 1, n, d);
      assertClose("keys and values reversed", expected, out, 0, bound, 1, d);
    }

    private float[] reversed(float[] rows) {
      float[] y = new float[rows.length];
      for (int i = 0; i < n; i++) {
        System.arraycopy(rows, i * d, y, (n - 1 - i) * d, d);
      }
      return y;
    }
  }

  @Nested
  @DisplayName("holds at the edges")
  class Edges {

    @Test
    void oneKeyGivesItsValue() {
      float[] out = attend(new float[] {3, -4}, new float[] {5, 6}, new float[] {1, 2}, 1, 1, 2);
      assertClose("out", new double[] {1, 2}, out, FEW, 0);
    }

    /** Scores of ±20,000: exp of them is infinite or 0 without the maximum subtracted. */
    @Test
    void greatScoresDoNotOverflow() {
      float[] k = {100, -100, 99};
      float[] out = attend(new float[] {200}, k, new float[] {1, 2, 3}, 1, 3, 1);
      assertClose("is the maximum subtracted?", new double[] {1}, out, FEW, 0);
      out = attend(new float[] {-200}, k, new float[] {1, 2, 3}, 1, 3, 1);
      assertClose("is the maximum subtracted?", new double[] {2}, out, FEW, 0);
    }

    /** Two scores of -1,000: their exponentials are 0 unless their own maximum is subtracted. */
    @Test
    void smallScoresDoNotVanishTogether() {
      float[] out =
          attend(new float[] {1}, new float[] {-1000, -1000}, new float[] {8, 4}, 1, 2, 1);
      assertClose("is it their own maximum?", new double[] {6}, out, FEW, 0);
    }

    /** The greatest score comes last, after many tiles of small ones: e⁻¹⁰⁰ times as much. */
    @Test
    void aLateMaximumOutweighsAllBefore() {
      int m = 500;
      float[] k = new float[m];
      float[] v = Draws.normal(4, m);
      Arrays.fill(k, -50);
      k[m - 1] = 50;
      float[] out = attend(new float[] {1}, k, v, 1, m, 1);
      assertClose("out", new double[] {v[m - 1]}, out, FEW, 0);
    }
  }

  @Nested
  @DisplayName("agrees with attention in double")
  class Agreement {

    @Test
    void atEveryLengthOfASequence() {
      for (int n : Draws.lengths()) {
        check(n, n, 4);
      }
    }

    @Test
    void atEveryHeadSize() {
      for (int d : Draws.lengths()) {
        check(6, 6, d);
      }
    }

    @Test
    void forOneQueryAndEveryLengthOfThePast() {
      for (int m : Draws.lengths()) {
        check(1, m, 16);
      }
    }

    @ParameterizedTest
    @CsvSource({
      "5,9,3",
      "31,64,8",
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
      AttentionReference reference = AttentionReference.of(n, m, d, q, k, v);
      assertClose(
          n + " queries, " + m + " keys, head size " + d,
          reference.out(),
          attend(q, k, v, n, m, d),
          reference.outBounds(),
          n,
          d);
    }
  }
}
