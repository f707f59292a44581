package dev.stoa.generate;

import dev.stoa.kernel.Attention;

/** Attends to nothing, without any scratch. */
final class NoAttention implements Attention {
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
    for (int i = 0; i < n; i++) {
      for (int j = 0; j < d; j++) {
        o[oOffset + i * oStride + j] = 0;
      }
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
    throw new UnsupportedOperationException();
  }
}
