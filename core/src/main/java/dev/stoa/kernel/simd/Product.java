package dev.stoa.kernel.simd;

/**
 * C += A B as one value for all forms: each matrix has a distance of its rows and one of its
 * columns, of which one is 1, so a transposed matrix is the same array with the two exchanged.
 *
 * <p>It is set for each call, and used again: a call allocates nothing.
 */
final class Product {
  float[] c;
  int c0;
  int cRow;
  int cColumn;
  float[] a;
  int a0;
  int aRow;
  int aColumn;
  float[] b;
  int b0;
  int bRow;
  int bColumn;
  int m;
  int n;
  int k;

  /** Sets C, m × n. */
  Product into(float[] c, int c0, int cRow, int m, int n, int k) {
    this.c = c;
    this.c0 = c0;
    this.cRow = cRow;
    cColumn = 1;
    this.m = m;
    this.n = n;
    this.k = k;
    return this;
  }

  /** Sets A, m × k. */
  Product of(float[] a, int a0, int aRow, int aColumn) {
    this.a = a;
    this.a0 = a0;
    this.aRow = aRow;
    this.aColumn = aColumn;
    return this;
  }

  /** Sets B, k × n. */
  Product times(float[] b, int b0, int bRow, int bColumn) {
    this.b = b;
    this.b0 = b0;
    this.bRow = bRow;
    this.bColumn = bColumn;
    return this;
  }

  /** Makes it Cᵀ += Bᵀ Aᵀ, the same sums. */
  void transpose() {
    int row = cRow;
    cRow = cColumn;
    cColumn = row;
    float[] left = a;
    int left0 = a0;
    int leftRow = aRow;
    int leftColumn = aColumn;
    of(b, b0, bColumn, bRow);
    times(left, left0, leftColumn, leftRow);
    int rows = m;
    m = n;
    n = rows;
  }

  /** Lets go of the arrays, which would otherwise live as long as the thread. */
  void clear() {
    c = null;
    a = null;
    b = null;
  }
}
