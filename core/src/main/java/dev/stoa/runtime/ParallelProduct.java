package dev.stoa.runtime;

import dev.stoa.kernel.MatrixProduct;

/**
 * Matrix products shared between workers: the result is cut into parts of whole columns, or of
 * whole rows where it is narrow, and each part is one call of the kernel.
 */
public final class ParallelProduct implements RangeTask {
  private enum Form {
    AB,
    A_B_TRANSPOSED,
    A_TRANSPOSED_B
  }

  /** Multiplications in a chunk that are worth a dispatch. */
  private static final int WORTHWHILE = 65_536;

  private Form form;
  private MatrixProduct kernel;
  private boolean byColumns;
  private float[] c;
  private float[] a;
  private float[] b;
  private int cOffset;
  private int aOffset;
  private int bOffset;
  private int m;
  private int n;
  private int k;

  private ParallelProduct() {}

  /**
   * C += A Bᵀ with compact rows.
   *
   * @param execution what runs it
   * @param c m × n, accumulated
   * @param cOffset first element of C
   * @param a m × k
   * @param aOffset first element of A
   * @param b n × k
   * @param bOffset first element of B
   * @param m rows of C
   * @param n columns of C
   * @param k length of the sums
   */
  public static void addABt(
      Execution execution,
      float[] c,
      int cOffset,
      float[] a,
      int aOffset,
      float[] b,
      int bOffset,
      int m,
      int n,
      int k) {
    run(execution, Form.A_B_TRANSPOSED, c, cOffset, a, aOffset, b, bOffset, m, n, k);
  }

  /**
   * C += A B with compact rows.
   *
   * @param execution what runs it
   * @param c m × n, accumulated
   * @param cOffset first element of C
   * @param a m × k
   * @param aOffset first element of A
   * @param b k × n
   * @param bOffset first element of B
   * @param m rows of C
   * @param n columns of C
   * @param k length of the sums
   */
  public static void addAB(
      Execution execution,
      float[] c,
      int cOffset,
      float[] a,
      int aOffset,
      float[] b,
      int bOffset,
      int m,
      int n,
      int k) {
    run(execution, Form.AB, c, cOffset, a, aOffset, b, bOffset, m, n, k);
  }

  /**
   * C += Aᵀ B with compact rows.
   *
   * @param execution what runs it
   * @param c m × n, accumulated
   * @param cOffset first element of C
   * @param a k × m
   * @param aOffset first element of A
   * @param b k × n
   * @param bOffset first element of B
   * @param m rows of C
   * @param n columns of C
   * @param k length of the sums
   */
  public static void addAtB(
      Execution execution,
      float[] c,
      int cOffset,
      float[] a,
      int aOffset,
      float[] b,
      int bOffset,
      int m,
      int n,
      int k) {
    run(execution, Form.A_TRANSPOSED_B, c, cOffset, a, aOffset, b, bOffset, m, n, k);
  }

  private static void run(
      Execution execution,
      Form form,
      float[] c,
      int cOffset,
      float[] a,
      int aOffset,
      float[] b,
      int bOffset,
      int m,
      int n,
      int k) {
    ParallelProduct product =
        execution.workspace().reuse(ParallelProduct.class, ParallelProduct::new);
    product.form = form;
    product.kernel = execution.kernels().product();
    product.c = c;
    product.a = a;
    product.b = b;
    product.cOffset = cOffset;
    product.aOffset = aOffset;
    product.bOffset = bOffset;
    product.m = m;
    product.n = n;
    product.k = k;
    // A kernel packs parts of its operands by columns of C, so columns are cut first.
    product.byColumns = n >= 64 || n >= m;
    int outputs = product.byColumns ? n : m;
    long costOfOne = (long) (product.byColumns ? m : n) * k;
    int unit = 32;
    long units = Math.max(1, WORTHWHILE / Math.max(1, costOfOne * unit));
    int grain = (int) Math.min(Math.max(outputs, 1), unit * units);
    execution.workers().forRange(outputs, grain, product);
    product.c = null;
    product.a = null;
    product.b = null;
  }

  @Override
  public void run(int from, int to) {
    int size = to - from;
    int rows = byColumns ? m : size;
    int columns = byColumns ? size : n;
    int firstRow = byColumns ? 0 : from;
    int firstColumn = byColumns ? from : 0;
    int cFirst = cOffset + firstRow * n + firstColumn;
    switch (form) {
      case AB ->
          kernel.addAB(
              c,
              cFirst,
              n,
              a,
              aOffset + firstRow * k,
              k,
              b,
              bOffset + firstColumn,
              n,
              rows,
              columns,
              k);
      case A_B_TRANSPOSED ->
          kernel.addABt(
              c,
              cFirst,
              n,
              a,
              aOffset + firstRow * k,
              k,
              b,
              bOffset + firstColumn * k,
              k,
              rows,
              columns,
              k);
      case A_TRANSPOSED_B ->
          kernel.addAtB(
              c,
              cFirst,
              n,
              a,
              aOffset + firstRow,
              m,
              b,
              bOffset + firstColumn,
              n,
              rows,
              columns,
              k);
    }
  }
}
