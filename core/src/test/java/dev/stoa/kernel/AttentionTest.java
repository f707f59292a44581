package dev.stoa.kernel;

import static dev.stoa.contract.core.Close.assertClose;

import dev.stoa.contract.core.AttentionContract;
import dev.stoa.contract.core.AttentionGradientContract;
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
      run(attention, o, sums, queries, keys, values, n, m, d);
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
      attention.attendInto(o, 0, 1, sums, 0, new float[] {1}, 0, 1, k, 0, 1, v, 0, 1, 1, 2, 1, 1);
      assertClose("log Σ exp", new double[] {Math.log(4)}, sums, 1e-6, 0);
    }

    /** A scale other than the usual is used as it is. */
    @Test
    @DisplayName("takes its scale from the caller")
    void takesItsScaleFromTheCaller() {
      float[] o = new float[1];
      float[] k = {0, (float) Math.log(3)};
      float[] v = {8, 4};
      attention.attendInto(
          o, 0, 1, new float[1], 0, new float[] {4}, 0, 1, k, 0, 1, v, 0, 1, 1, 2, 1, 0.25f);
      assertClose("o", new double[] {5}, o, 1e-6, 0);
    }
  }

  private static void run(
      Attention attention,
      Padded o,
      Padded sums,
      Padded q,
      Padded k,
      Padded v,
      int n,
      int m,
      int d) {
    attention.attendInto(
        o.array,
        o.offset,
        o.stride,
        sums.array,
        sums.offset,
        q.array,
        q.offset,
        q.stride,
        k.array,
        k.offset,
        k.stride,
        v.array,
        v.offset,
        v.stride,
        n,
        m,
        d,
        (float) (1 / Math.sqrt(d)));
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
      run(attention, o, sums, queries, keys, values, n, m, d);
      Padded queryGradient = head(dQ, n, d, 5);
      Padded keyGradient = head(dK, m, d, 7);
      Padded valueGradient = head(dV, m, d, 9);
      Padded outGradient = head(dOut, n, d, 3);
      attention.addGradients(
          queryGradient.array,
          keyGradient.array,
          valueGradient.array,
          outGradient.array,
          o.array,
          o.offset,
          o.stride,
          sums.array,
          sums.offset,
          queries.array,
          queries.offset,
          queries.stride,
          keys.array,
          keys.offset,
          keys.stride,
          values.array,
          values.offset,
          values.stride,
          n,
          m,
          d,
          (float) (1 / Math.sqrt(d)));
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
