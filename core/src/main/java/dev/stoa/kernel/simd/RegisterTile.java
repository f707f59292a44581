package dev.stoa.kernel.simd;

import static dev.stoa.kernel.simd.Lanes.COUNT;
import static dev.stoa.kernel.simd.Lanes.FLOATS;

import jdk.incubator.vector.FloatVector;

/**
 * The innermost loop of the matrix product: a tile of C, 4 rows by 2 vectors, held in 8 registers
 * while k runs. Each step loads 2 vectors of B, broadcasts 4 floats of A and does 8 multiply-adds.
 *
 * <p>The eight sums are locals, written out: in an array, or in more registers than the CPU has,
 * each would go through memory at every step. Both operands are packed step by step, each in an
 * array of its own from index 0, so that the loads need no addition: 20 instructions a step.
 * Offsets into larger arrays cost 5 more, and a quarter of the speed on a core that shares its
 * decoders with another thread. With its 400 bytes of bytecode the method is too long to be
 * inlined, and that is meant: it is compiled once, alone, where the registers suffice.
 */
final class RegisterTile {
  /** Rows of a tile. */
  static final int ROWS = 4;

  /** Columns of a tile: two vectors. */
  static final int COLUMNS = 2 * COUNT;

  /** Longest sum. */
  static final int TERMS = 192;

  private RegisterTile() {}

  /**
   * c_rj += Σ_p a_rp b_pj.
   *
   * @param c tile, its rows at c0 + r · cStride, accumulated
   * @param a strip: a_rp stands at p · ROWS + r
   * @param b panel: b_pj stands at p · COLUMNS + j
   * @param k length of the sums
   */
  static void add(float[] c, int c0, int cStride, float[] a, float[] b, int k) {
    FloatVector c00 = FloatVector.zero(FLOATS);
    FloatVector c01 = c00;
    FloatVector c10 = c00;
    FloatVector c11 = c00;
    FloatVector c20 = c00;
    FloatVector c21 = c00;
    FloatVector c30 = c00;
    FloatVector c31 = c00;
    for (int p = 0; p < k; p++) {
      FloatVector y0 = FloatVector.fromArray(FLOATS, b, p * COLUMNS);
      FloatVector y1 = FloatVector.fromArray(FLOATS, b, p * COLUMNS + COUNT);
      FloatVector x = FloatVector.broadcast(FLOATS, a[ROWS * p]);
      c00 = x.fma(y0, c00);
      c01 = x.fma(y1, c01);
      x = FloatVector.broadcast(FLOATS, a[ROWS * p + 1]);
      c10 = x.fma(y0, c10);
      c11 = x.fma(y1, c11);
      x = FloatVector.broadcast(FLOATS, a[ROWS * p + 2]);
      c20 = x.fma(y0, c20);
      c21 = x.fma(y1, c21);
      x = FloatVector.broadcast(FLOATS, a[ROWS * p + 3]);
      c30 = x.fma(y0, c30);
      c31 = x.fma(y1, c31);
    }
    int c1 = c0 + cStride;
    int c2 = c1 + cStride;
    int c3 = c2 + cStride;
    FloatVector.fromArray(FLOATS, c, c0).add(c00).intoArray(c, c0);
    FloatVector.fromArray(FLOATS, c, c0 + COUNT).add(c01).intoArray(c, c0 + COUNT);
    FloatVector.fromArray(FLOATS, c, c1).add(c10).intoArray(c, c1);
    FloatVector.fromArray(FLOATS, c, c1 + COUNT).add(c11).intoArray(c, c1 + COUNT);
    FloatVector.fromArray(FLOATS, c, c2).add(c20).intoArray(c, c2);
    FloatVector.fromArray(FLOATS, c, c2 + COUNT).add(c21).intoArray(c, c2 + COUNT);
    FloatVector.fromArray(FLOATS, c, c3).add(c30).intoArray(c, c3);
    FloatVector.fromArray(FLOATS, c, c3 + COUNT).add(c31).intoArray(c, c3 + COUNT);
  }
}
