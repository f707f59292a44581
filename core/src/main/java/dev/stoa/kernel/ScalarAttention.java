package dev.stoa.kernel;

/**
 * Attention one query after the other: all scores of the query, their softmax, the weighted sum of
 * the values. Needs one row of probabilities at a time, and sums in double.
 */
final class ScalarAttention implements Attention {

  @Override
  public void attendInto(
      float[] o,
      int oOffset,
      int oStride,
      float[] logSumExp,
      int logSumExpOffset,
      float[] q,
      int qOffset,
      int qStride,
      float[] k,
      int kOffset,
      int kStride,
      float[] v,
      int vOffset,
      int vStride,
      int n,
      int m,
      int d,
      float scale) {
    double[] p = new double[m];
    for (int i = 0; i < n; i++) {
      int visible = m - n + i + 1;
      double max = Double.NEGATIVE_INFINITY;
      for (int j = 0; j < visible; j++) {
        p[j] = scale * dot(q, qOffset + i * qStride, k, kOffset + j * kStride, d);
        max = Math.max(max, p[j]);
      }
      double sum = 0;
      for (int j = 0; j < visible; j++) {
        p[j] = Math.exp(p[j] - max);
        sum += p[j];
      }
      for (int x = 0; x < d; x++) {
        double value = 0;
        for (int j = 0; j < visible; j++) {
          value += p[j] / sum * v[vOffset + j * vStride + x];
        }
        o[oOffset + i * oStride + x] = (float) value;
      }
      logSumExp[logSumExpOffset + i] = (float) (max + Math.log(sum));
    }
  }

  @Override
  public void addGradients(
      float[] dQ,
      float[] dK,
      float[] dV,
      float[] dO,
      float[] o,
      int oOffset,
      int oStride,
      float[] logSumExp,
      int logSumExpOffset,
      float[] q,
      int qOffset,
      int qStride,
      float[] k,
      int kOffset,
      int kStride,
      float[] v,
      int vOffset,
      int vStride,
      int n,
      int m,
      int d,
      float scale) {
    for (int i = 0; i < n; i++) {
      int oRow = oOffset + i * oStride;
      int qRow = qOffset + i * qStride;
      double delta = dot(dO, oRow, o, oRow, d);
      for (int j = 0; j <= m - n + i; j++) {
        int kRow = kOffset + j * kStride;
        int vRow = vOffset + j * vStride;
        double p = Math.exp(scale * dot(q, qRow, k, kRow, d) - logSumExp[logSumExpOffset + i]);
        double dS = p * (dot(dO, oRow, v, vRow, d) - delta);
        for (int x = 0; x < d; x++) {
          dV[vRow + x] += (float) (p * dO[oRow + x]);
          dQ[qRow + x] += (float) (scale * dS * k[kRow + x]);
          dK[kRow + x] += (float) (scale * dS * q[qRow + x]);
        }
      }
    }
  }

  private static double dot(float[] a, int aOffset, float[] b, int bOffset, int d) {
    double sum = 0;
    for (int x = 0; x < d; x++) {
      sum += (double) a[aOffset + x] * b[bOffset + x];
    }
    return sum;
  }
}
