package dev.stoa.kernel.simd;

import static dev.stoa.kernel.simd.Lanes.COUNT;
import static dev.stoa.kernel.simd.Lanes.FLOATS;

import java.lang.invoke.VarHandle;
import java.util.Set;
import jdk.incubator.vector.FloatVector;

/**
 * The innermost loop of the matrix product: a tile of C, 6 rows by 2 vectors, held in 12 registers
 * while k runs. Each step loads 2 vectors of B, broadcasts 6 floats of A and does 12 multiply-adds,
 * which take 6 clocks at 2 a clock, while a sum is ready again after 4: one that waits for a load
 * does not hold up the others at once.
 *
 * <p>The twelve sums are locals, written out: in an array, or in more registers than the CPU has,
 * each would go through memory at every step. On x86, with its 16 registers, a fence after each row
 * keeps the compiler from moving the loads of all rows to the front; there it is no instruction at
 * all. Elsewhere it would be one, and there are 32 registers; how fast the loop is there was not
 * measured. B is packed step by step in an array from index 0, and the rows of A stand at a
 * distance known to the compiler, so that one counter addresses all: 25 instructions a step. With
 * its 700 bytes of bytecode the method is too long to be inlined, and that is meant: it is compiled
 * once, alone.
 */
final class RegisterTile {
  /** Rows of a tile. */
  static final int ROWS = 6;

  /** Columns of a tile: two vectors. */
  static final int COLUMNS = 2 * COUNT;

  /** Longest sum. */
  static final int TERMS = 256;

  /** Distance of the rows of A: the gap spreads them over the sets of the cache. */
  static final int ROW = TERMS + 16;

  /** Bits of an offset into A. Said so, the compiler knows that no index overflows. */
  private static final int OFFSET = (1 << 24) - 1;

  /** Whether a fence stands after each row. */
  private static final boolean FENCED =
      Set.of("amd64", "x86_64").contains(System.getProperty("os.arch"));

  private RegisterTile() {}

  /**
   * c_rj += Σ_p a_rp b_pj.
   *
   * @param c tile, its rows at c0 + r · cStride, accumulated
   * @param a rows: a_rp stands at a0 + r · ROW + p
   * @param a0 first element of the rows, below 2²⁴
   * @param b panel: b_pj stands at p · COLUMNS + j
   * @param k length of the sums, TERMS at the most
   */
  static void add(float[] c, int c0, int cStride, float[] a, int a0, float[] b, int k) {
    int first = a0 & OFFSET;
    int terms = Math.min(k, TERMS);
    FloatVector c00 = FloatVector.zero(FLOATS);
    FloatVector c01 = c00;
    FloatVector c10 = c00;
    FloatVector c11 = c00;
    FloatVector c20 = c00;
    FloatVector c21 = c00;
    FloatVector c30 = c00;
    FloatVector c31 = c00;
    FloatVector c40 = c00;
    FloatVector c41 = c00;
    FloatVector c50 = c00;
    FloatVector c51 = c00;
    for (int p = 0; p < terms; p++) {
      FloatVector y0 = FloatVector.fromArray(FLOATS, b, p * COLUMNS);
      FloatVector y1 = FloatVector.fromArray(FLOATS, b, p * COLUMNS + COUNT);
      FloatVector x = FloatVector.broadcast(FLOATS, a[first + p]);
      c00 = x.fma(y0, c00);
      c01 = x.fma(y1, c01);
      if (FENCED) {
        VarHandle.loadLoadFence();
      }
      x = FloatVector.broadcast(FLOATS, a[first + ROW + p]);
      c10 = x.fma(y0, c10);
      c11 = x.fma(y1, c11);
      if (FENCED) {
        VarHandle.loadLoadFence();
      }
      x = FloatVector.broadcast(FLOATS, a[first + 2 * ROW + p]);
      c20 = x.fma(y0, c20);
      c21 = x.fma(y1, c21);
      if (FENCED) {
        VarHandle.loadLoadFence();
      }
      x = FloatVector.broadcast(FLOATS, a[first + 3 * ROW + p]);
      c30 = x.fma(y0, c30);
      c31 = x.fma(y1, c31);
      if (FENCED) {
        VarHandle.loadLoadFence();
      }
      x = FloatVector.broadcast(FLOATS, a[first + 4 * ROW + p]);
      c40 = x.fma(y0, c40);
      c41 = x.fma(y1, c41);
      if (FENCED) {
        VarHandle.loadLoadFence();
      }
      x = FloatVector.broadcast(FLOATS, a[first + 5 * ROW + p]);
      c50 = x.fma(y0, c50);
      c51 = x.fma(y1, c51);
    }
    FloatVector.fromArray(FLOATS, c, c0).add(c00).intoArray(c, c0);
    FloatVector.fromArray(FLOATS, c, c0 + COUNT).add(c01).intoArray(c, c0 + COUNT);
    int c1 = c0 + cStride;
    FloatVector.fromArray(FLOATS, c, c1).add(c10).intoArray(c, c1);
    FloatVector.fromArray(FLOATS, c, c1 + COUNT).add(c11).intoArray(c, c1 + COUNT);
    int c2 = c1 + cStride;
    FloatVector.fromArray(FLOATS, c, c2).add(c20).intoArray(c, c2);
    FloatVector.fromArray(FLOATS, c, c2 + COUNT).add(c21).intoArray(c, c2 + COUNT);
    int c3 = c2 + cStride;
    FloatVector.fromArray(FLOATS, c, c3).add(c30).intoArray(c, c3);
    FloatVector.fromArray(FLOATS, c, c3 + COUNT).add(c31).intoArray(c, c3 + COUNT);
    int c4 = c3 + cStride;
    FloatVector.fromArray(FLOATS, c, c4).add(c40).intoArray(c, c4);
    FloatVector.fromArray(FLOATS, c, c4 + COUNT).add(c41).intoArray(c, c4 + COUNT);
    int c5 = c4 + cStride;
    FloatVector.fromArray(FLOATS, c, c5).add(c50).intoArray(c, c5);
    FloatVector.fromArray(FLOATS, c, c5 + COUNT).add(c51).intoArray(c, c5 + COUNT);
  }
}
