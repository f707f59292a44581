package dev.stoa.kernel.simd;

import jdk.incubator.vector.FloatVector;

/**
 * The innermost loop of the matrix product: a tile of C, 4 rows by 2 vectors, held in 8 registers
 * while k runs. Each step loads 2 vectors of the packed operand, broadcasts 4 floats of the other
 * and does 8 multiply-adds. The eight sums are locals, written out: in an array, or in more
 * registers than the CPU has, each would go through memory at every step.
 *
 * <p>The two methods differ only in where the 4 floats stand.
 */
final class RegisterTile {
  /** Rows of a tile. */
  static final int ROWS = 4;

  /** Columns of a tile: two vectors. */
  static final int COLUMNS = 2 * Lanes.COUNT;

  /** Distance of two rows of A, and the longest sum. */
  static final int ROW = 256;

  private RegisterTile() {}

  /**
   * c_rj += Σ_p a_rp b_pj with A laid row after row.
   *
   * @param c tile, its rows at c0 + r · cStride, accumulated
   * @param a a_rp stands at r · ROW + p
   * @param b packed columns: b_pj stands at b0 + p · COLUMNS + j
   */
  static void addRows(float[] c, int c0, int cStride, float[] a, float[] b, int b0, int k) {
    FloatVector c00 = Lanes.broadcast(0);
    FloatVector c01 = c00;
    FloatVector c10 = c00;
    FloatVector c11 = c00;
    FloatVector c20 = c00;
    FloatVector c21 = c00;
    FloatVector c30 = c00;
    FloatVector c31 = c00;
    for (int p = 0; p < k; p++) {
      FloatVector y0 = Lanes.load(b, b0 + p * COLUMNS);
      FloatVector y1 = Lanes.load(b, b0 + p * COLUMNS + Lanes.COUNT);
      FloatVector x = Lanes.broadcast(a[p]);
      c00 = Lanes.multiplyAdd(x, y0, c00);
      c01 = Lanes.multiplyAdd(x, y1, c01);
      x = Lanes.broadcast(a[ROW + p]);
      c10 = Lanes.multiplyAdd(x, y0, c10);
      c11 = Lanes.multiplyAdd(x, y1, c11);
      x = Lanes.broadcast(a[2 * ROW + p]);
      c20 = Lanes.multiplyAdd(x, y0, c20);
      c21 = Lanes.multiplyAdd(x, y1, c21);
      x = Lanes.broadcast(a[3 * ROW + p]);
      c30 = Lanes.multiplyAdd(x, y0, c30);
      c31 = Lanes.multiplyAdd(x, y1, c31);
    }
    int r1 = c0 + cStride;
    int r2 = r1 + cStride;
    int r3 = r2 + cStride;
    Lanes.load(c, c0).add(c00).intoArray(c, c0);
    Lanes.load(c, c0 + Lanes.COUNT).add(c01).intoArray(c, c0 + Lanes.COUNT);
    Lanes.load(c, r1).add(c10).intoArray(c, r1);
    Lanes.load(c, r1 + Lanes.COUNT).add(c11).intoArray(c, r1 + Lanes.COUNT);
    Lanes.load(c, r2).add(c20).intoArray(c, r2);
    Lanes.load(c, r2 + Lanes.COUNT).add(c21).intoArray(c, r2 + Lanes.COUNT);
    Lanes.load(c, r3).add(c30).intoArray(c, r3);
    Lanes.load(c, r3 + Lanes.COUNT).add(c31).intoArray(c, r3 + Lanes.COUNT);
  }

  /**
   * c_rj += Σ_p a_pr b_pj with A packed like the panel.
   *
   * @param c tile, its rows at c0 + r · cStride, accumulated
   * @param a a_pr stands at a0 + p · ROWS + r
   * @param b packed columns: b_pj stands at b0 + p · COLUMNS + j
   */
  static void addColumns(
      float[] c, int c0, int cStride, float[] a, int a0, float[] b, int b0, int k) {
    FloatVector c00 = Lanes.broadcast(0);
    FloatVector c01 = c00;
    FloatVector c10 = c00;
    FloatVector c11 = c00;
    FloatVector c20 = c00;
    FloatVector c21 = c00;
    FloatVector c30 = c00;
    FloatVector c31 = c00;
    for (int p = 0; p < k; p++) {
      FloatVector y0 = Lanes.load(b, b0 + p * COLUMNS);
      FloatVector y1 = Lanes.load(b, b0 + p * COLUMNS + Lanes.COUNT);
      FloatVector x = Lanes.broadcast(a[a0 + p * ROWS]);
      c00 = Lanes.multiplyAdd(x, y0, c00);
      c01 = Lanes.multiplyAdd(x, y1, c01);
      x = Lanes.broadcast(a[a0 + p * ROWS + 1]);
      c10 = Lanes.multiplyAdd(x, y0, c10);
      c11 = Lanes.multiplyAdd(x, y1, c11);
      x = Lanes.broadcast(a[a0 + p * ROWS + 2]);
      c20 = Lanes.multiplyAdd(x, y0, c20);
      c21 = Lanes.multiplyAdd(x, y1, c21);
      x = Lanes.broadcast(a[a0 + p * ROWS + 3]);
      c30 = Lanes.multiplyAdd(x, y0, c30);
      c31 = Lanes.multiplyAdd(x, y1, c31);
    }
    int r1 = c0 + cStride;
    int r2 = r1 + cStride;
    int r3 = r2 + cStride;
    Lanes.load(c, c0).add(c00).intoArray(c, c0);
    Lanes.load(c, c0 + Lanes.COUNT).add(c01).intoArray(c, c0 + Lanes.COUNT);
    Lanes.load(c, r1).add(c10).intoArray(c, r1);
    Lanes.load(c, r1 + Lanes.COUNT).add(c11).intoArray(c, r1 + Lanes.COUNT);
    Lanes.load(c, r2).add(c20).intoArray(c, r2);
    Lanes.load(c, r2 + Lanes.COUNT).add(c21).intoArray(c, r2 + Lanes.COUNT);
    Lanes.load(c, r3).add(c30).intoArray(c, r3);
    Lanes.load(c, r3 + Lanes.COUNT).add(c31).intoArray(c, r3 + Lanes.COUNT);
  }
}
