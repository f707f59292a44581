package dev.stoa.kernel.simd;

import jdk.incubator.vector.FloatVector;

/**
 * The matrix product when A has at most 4 rows, as in decoding. Each float of B is used that few
 * times, so B is read where it lies, once, and memory sets the speed.
 */
final class FewRows {
  /** Most rows for which these forms are chosen. */
  static final int MOST = 4;

  private FewRows() {}

  /**
   * C += A Bᵀ as dot products, four rows of B side by side.
   *
   * @param cRow distance of two rows of C
   * @param cColumn distance of two columns of C
   */
  static void addABt(
      float[] c,
      int cOffset,
      int cRow,
      int cColumn,
      float[] a,
      int aOffset,
      int aStride,
      float[] b,
      int bOffset,
      int bStride,
      int m,
      int n,
      int k) {
    for (int j = 0; j < n; j += 4) {
      int columns = Math.min(4, n - j);
      int b0 = bOffset + j * bStride;
      for (int i = 0; i < m; i++) {
        int c0 = cOffset + i * cRow + j * cColumn;
        addDots(c, c0, cColumn, a, aOffset + i * aStride, b, b0, bStride, columns, k);
      }
    }
  }

  /** c_j += a · b_j for up to four rows of B; rows that B does not have repeat the last one. */
  private static void addDots(
      float[] c,
      int c0,
      int cColumn,
      float[] a,
      int a0,
      float[] b,
      int b0,
      int bStride,
      int columns,
      int k) {
    int b1 = columns > 1 ? b0 + bStride : b0;
    int b2 = columns > 2 ? b1 + bStride : b1;
    int b3 = columns > 3 ? b2 + bStride : b2;
    FloatVector s0 = Lanes.broadcast(0);
    FloatVector s1 = s0;
    FloatVector s2 = s0;
    FloatVector s3 = s0;
    int p = 0;
    for (; p < Lanes.floor(k); p += Lanes.COUNT) {
      FloatVector x = Lanes.load(a, a0 + p);
      s0 = Lanes.multiplyAdd(x, Lanes.load(b, b0 + p), s0);
      s1 = Lanes.multiplyAdd(x, Lanes.load(b, b1 + p), s1);
      s2 = Lanes.multiplyAdd(x, Lanes.load(b, b2 + p), s2);
      s3 = Lanes.multiplyAdd(x, Lanes.load(b, b3 + p), s3);
    }
    float t0 = Lanes.sum(s0);
    float t1 = Lanes.sum(s1);
    float t2 = Lanes.sum(s2);
    float t3 = Lanes.sum(s3);
    for (; p < k; p++) {
      float x = a[a0 + p];
      t0 = Lanes.multiplyAdd(x, b[b0 + p], t0);
      t1 = Lanes.multiplyAdd(x, b[b1 + p], t1);
      t2 = Lanes.multiplyAdd(x, b[b2 + p], t2);
      t3 = Lanes.multiplyAdd(x, b[b3 + p], t3);
    }
    c[c0] += t0;
    if (columns > 1) {
      c[c0 + cColumn] += t1;
    }
    if (columns > 2) {
      c[c0 + 2 * cColumn] += t2;
    }
    if (columns > 3) {
      c[c0 + 3 * cColumn] += t3;
    }
  }

  /** C += A B as sums of rows of B, four at a time. */
  static void addAB(
      float[] c,
      int cOffset,
      int cStride,
      float[] a,
      int aOffset,
      int aStride,
      float[] b,
      int bOffset,
      int bStride,
      int m,
      int n,
      int k) {
    int p = 0;
    for (; p < (k & -4); p += 4) {
      for (int i = 0; i < m; i++) {
        int a0 = aOffset + i * aStride + p;
        addFourRows(c, cOffset + i * cStride, a, a0, b, bOffset + p * bStride, bStride, n);
      }
    }
    for (; p < k; p++) {
      for (int i = 0; i < m; i++) {
        float factor = a[aOffset + i * aStride + p];
        addRow(c, cOffset + i * cStride, factor, b, bOffset + p * bStride, n);
      }
    }
  }

  /** c += a_0 b_0 + a_1 b_1 + a_2 b_2 + a_3 b_3. */
  private static void addFourRows(
      float[] c, int c0, float[] a, int a0, float[] b, int b0, int bStride, int n) {
    float x0 = a[a0];
    float x1 = a[a0 + 1];
    float x2 = a[a0 + 2];
    float x3 = a[a0 + 3];
    int b1 = b0 + bStride;
    int b2 = b1 + bStride;
    int b3 = b2 + bStride;
    int j = 0;
    for (; j < Lanes.floor(n); j += Lanes.COUNT) {
      FloatVector sum = Lanes.load(c, c0 + j);
      sum = Lanes.multiplyAdd(Lanes.broadcast(x0), Lanes.load(b, b0 + j), sum);
      sum = Lanes.multiplyAdd(Lanes.broadcast(x1), Lanes.load(b, b1 + j), sum);
      sum = Lanes.multiplyAdd(Lanes.broadcast(x2), Lanes.load(b, b2 + j), sum);
      sum = Lanes.multiplyAdd(Lanes.broadcast(x3), Lanes.load(b, b3 + j), sum);
      sum.intoArray(c, c0 + j);
    }
    for (; j < n; j++) {
      float sum = Lanes.multiplyAdd(x0, b[b0 + j], c[c0 + j]);
      sum = Lanes.multiplyAdd(x1, b[b1 + j], sum);
      sum = Lanes.multiplyAdd(x2, b[b2 + j], sum);
      c[c0 + j] = Lanes.multiplyAdd(x3, b[b3 + j], sum);
    }
  }

  /** c += factor · b. */
  private static void addRow(float[] c, int c0, float factor, float[] b, int b0, int n) {
    int j = 0;
    for (; j < Lanes.floor(n); j += Lanes.COUNT) {
      FloatVector sum = Lanes.load(c, c0 + j);
      Lanes.multiplyAdd(Lanes.broadcast(factor), Lanes.load(b, b0 + j), sum).intoArray(c, c0 + j);
    }
    for (; j < n; j++) {
      c[c0 + j] = Lanes.multiplyAdd(factor, b[b0 + j], c[c0 + j]);
    }
  }
}
