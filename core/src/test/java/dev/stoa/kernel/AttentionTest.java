package dev.stoa.kernel;

import static dev.stoa.contract.core.Close.assertClose;

import dev.stoa.contract.core.AttentionContract;
import dev.stoa.contract.core.AttentionGradientContract;
import dev.stoa.contract.core.Close;
import dev.stoa.contract.core.Draws;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

@DisplayName("Attention")
class AttentionTest {

  @Nested
  @DisplayName("forwards, scalar")
  class Scalar extends Forward {
    Scalar() {
      super(Kernels.scalar().attention());
    }
  }

  @Nested
  @DisplayName("forwards, chosen")
  class Chosen extends Forward {
    Chosen() {
      super(Kernels.chosen().attention());
    }
  }

  @Nested
  @DisplayName("backwards, scalar")
  class ScalarGradient extends Backward {
    ScalarGradient() {
      super(Kernels.scalar().attention());
    }
  }

  @Nested
  @DisplayName("backwards, chosen")
  class ChosenGradient extends Backward {
    ChosenGradient() {
      super(Kernels.chosen().attention());
    }
  }

  /** A head among others, as it stands in a row of queries, keys and values. */
  private static Padded head(float[] x, int rows, int size, int offset) {
    return new Padded(x, rows, size, offset, 11);
  }

  abstract static class Forward extends AttentionContract {
    private final Attention attention;

    Forward(Attention attention) {
      this.attention = attention;
    }

    @Override
    protected void attend(float[] out, float[] q, float[] k, float[] v, int n, int m, int d) {
      Padded o = head(out, n, d, 3);
      Padded queries = head(q, n, d, 5);
      Padded keys = head(k, m, d, 7);
      Padded values = head(v, m, d, 9);
      Padded sums = Padded.row(new float[n], 1);
      attention.attendInto(causal(o, sums, queries, keys, values, n, m, d));
      o.copyInto(out);
      sums.copyInto(new float[n]);
      queries.assertUnchanged("q");
      keys.assertUnchanged("k");
      values.assertUnchanged("v");
    }

    /** log Σ exp of the scores 0 and ln 3 is ln 4. */
    @Test
    @DisplayName("gives the logarithm of the sum")
    void givesTheLogarithmOfTheSum() {
      float[] o = new float[1];
      float[] sums = new float[1];
      float[] k = {0, (float) Math.log(3)};
      float[] v = {8, 4};
      attention.attendInto(one(o, sums, 1, k, v, 1));
      assertClose("log Σ exp", new double[] {Math.log(4)}, sums, Close.FEW, 0);
    }

    /** A scale other than the usual is used as it is. */
    @Test
    @DisplayName("takes its scale from the caller")
    void takesItsScaleFromTheCaller() {
      float[] o = new float[1];
      float[] k = {0, (float) Math.log(3)};
      float[] v = {8, 4};
      attention.attendInto(one(o, new float[1], 4, k, v, 0.25f));
      assertClose("o", new double[] {5}, o, Close.FEW, 0);
    }

    /** One query of one channel over two keys. */
    private static AttentionHead one(
        float[] o, float[] sums, float q, float[] k, float[] v, float scale) {
      AttentionHead head = new AttentionHead();
      head.o.set(o, 0, 1);
      head.q.set(new float[] {q}, 0, 1);
      head.keys = rows(k, 0, 1);
      head.values = rows(v, 0, 1);
      head.logSumExp = sums;
      head.queries = 1;
      head.keyCount = 2;
      head.size = 1;
      head.position = 1;
      head.scale = scale;
      head.before = Integer.MAX_VALUE;
      return head;
    }
  }

  private static Rows rows(float[] data, int offset, int stride) {
    Rows rows = new Rows();
    rows.set(data, offset, stride);
    return rows;
  }

  /** A causal head over padded matrices. */
  private static AttentionHead causal(
      Padded o, Padded sums, Padded q, Padded k, Padded v, int n, int m, int d) {
    AttentionHead head = new AttentionHead();
    head.o.set(o.array, o.offset, o.stride);
    head.q.set(q.array, q.offset, q.stride);
    head.keys = rows(k.array, k.offset, k.stride);
    head.values = rows(v.array, v.offset, v.stride);
    head.logSumExp = sums.array;
    head.logSumExpOffset = sums.offset;
    head.queries = n;
    head.keyCount = m;
    head.size = d;
    head.position = m - n;
    head.scale = (float) (1 / Math.sqrt(d));
    head.before = Integer.MAX_VALUE;
    return head;
  }

  abstract static class Backward extends AttentionGradientContract {
    private final Attention attention;

    Backward(Attention attention) {
      this.attention = attention;
    }

    @Override
    protected void addGradients(
        float[] dQ,
        float[] dK,
        float[] dV,
        float[] dOut,
        float[] q,
        float[] k,
        float[] v,
        int n,
        int m,
        int d) {
      Padded queries = head(q, n, d, 5);
      Padded keys = head(k, m, d, 7);
      Padded values = head(v, m, d, 9);
      Padded o = head(Draws.normal(1, n * d), n, d, 3);
      Padded sums = Padded.row(new float[n], 1);
      AttentionHead head = causal(o, sums, queries, keys, values, n, m, d);
      attention.attendInto(head);
      Padded queryGradient = head(dQ, n, d, 5);
      Padded keyGradient = head(dK, m, d, 7);
      Padded valueGradient = head(dV, m, d, 9);
      Padded outGradient = head(dOut, n, d, 3);
      head.dO.set(outGradient.array, outGradient.offset, outGradient.stride);
      head.dQ.set(queryGradient.array, queryGradient.offset, queryGradient.stride);
      head.dK.set(keyGradient.array, keyGradient.offset, keyGradient.stride);
      head.dV.set(valueGradient.array, valueGradient.offset, valueGradient.stride);
      attention.addGradients(head);
      queryGradient.copyInto(dQ);
      keyGradient.copyInto(dK);
      valueGradient.copyInto(dV);
      outGradient.assertUnchanged("dO");
      queries.assertUnchanged("q");
      keys.assertUnchanged("k");
      values.assertUnchanged("v");
    }
  }
}
