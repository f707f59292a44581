package dev.stoa.kernel;

import java.util.function.IntConsumer;

/**
 * The matrix product as textbooks write it: three loops, c_ij += Σ_k a_ik b_kj, each sum from left
 * to right. Only the order in which A and B are walked differs between the three forms. The threads
 * share the rows of C.
 *
 * @param sharing divides the work between threads
 */
record ScalarMatrixProduct(Sharing sharing) implements MatrixProduct {

  @Override
  public MatrixProduct sharedBy(Sharing sharing) {
    return new ScalarMatrixProduct(sharing);
  }

  @Override
  public void addABt(
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
    shareRows(
        m,
        (long) n * k,
        i -> {
          for (int j = 0; j < n; j++) {
            float sum = 0;
            for (int p = 0; p < k; p++) {
              sum += a[aOffset + i * aStride + p] * b[bOffset + j * bStride + p];
            }
            c[cOffset + i * cStride + j] += sum;
          }
        });
  }

  @Override
  public void addAB(
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
    shareRows(
        m,
        (long) n * k,
        i -> {
          for (int p = 0; p < k; p++) {
            float factor = a[aOffset + i * aStride + p];
            addRow(c, cOffset + i * cStride, b, bOffset + p * bStride, factor, n);
          }
        });
  }

  @Override
  public void addAtB(
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
    shareRows(
        m,
        (long) n * k,
        i -> {
          for (int p = 0; p < k; p++) {
            float factor = a[aOffset + p * aStride + i];
            addRow(c, cOffset + i * cStride, b, bOffset + p * bStride, factor, n);
          }
        });
  }

  /** Computes each row of C, on any of the threads. */
  private void shareRows(int m, long costOfOne, IntConsumer row) {
    sharing.forRange(
        m,
        Sharing.grain(costOfOne, 1),
        (from, to) -> {
          for (int i = from; i < to; i++) {
            row.accept(i);
          }
        });
  }

  /** c_j += factor · b_j: the inner loop of both forms that walk B along its rows. */
  private static void addRow(float[] c, int cRow, float[] b, int bRow, float factor, int n) {
    for (int j = 0; j < n; j++) {
      c[cRow + j] += factor * b[bRow + j];
    }
  }
}
