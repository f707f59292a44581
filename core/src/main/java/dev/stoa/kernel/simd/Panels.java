package dev.stoa.kernel.simd;

import static dev.stoa.kernel.simd.Lanes.COUNT;
import static dev.stoa.kernel.simd.Lanes.FLOATS;

import java.util.Arrays;
import jdk.incubator.vector.FloatVector;

/**
 * Packs columns for {@link RegisterTile}: a panel holds two vectors' width of columns, step after
 * step. Columns that the operand does not have are zeros: a tile needs no mask.
 */
final class Panels {
  private static final int COLUMNS = RegisterTile.COLUMNS;

  /**
   * Floats left free behind a panel. Many panels are filled side by side, and at distances that are
   * powers of two their lines would drive each other out of the cache.
   */
  private static final int GAP = 16;

  private Panels() {}

  /** A panel with room for k steps. */
  static float[] make(int k) {
    return new float[COLUMNS * k + GAP];
  }

  /**
   * Packs columns that stand beside each other in memory: b_pj = x[xOffset + (p − first) · xStride
   * + j] for some steps from the first on.
   */
  static void copyInto(
      float[] panel, int first, float[] x, int xOffset, int xStride, int columns, int steps) {
    int to = first * COLUMNS;
    int from = xOffset;
    for (int p = 0; p < steps; p++) {
      if (columns == COLUMNS) {
        FloatVector.fromArray(FLOATS, x, from).intoArray(panel, to);
        FloatVector.fromArray(FLOATS, x, from + COUNT).intoArray(panel, to + COUNT);
      } else {
        System.arraycopy(x, from, panel, to, columns);
        Arrays.fill(panel, to + columns, to + COLUMNS, 0);
      }
      to += COLUMNS;
      from += xStride;
    }
  }

  /**
   * Packs columns that stand as rows in memory: b_pj = x[xOffset + j · xStride + p] for all k
   * steps.
   */
  static void transposeInto(
      float[] panel, float[] x, int xOffset, int xStride, int columns, int k) {
    for (int j = 0; j < columns; j += 4) {
      int row = xOffset + j * xStride;
      for (int p = 0; p < k; p += 4) {
        int rows = Math.min(4, columns - j);
        Transpose.square(
            panel, p * COLUMNS + j, COLUMNS, x, row + p, xStride, rows, Math.min(4, k - p));
      }
    }
    for (int p = 0; p < k && columns < COLUMNS; p++) {
      Arrays.fill(panel, p * COLUMNS + columns, (p + 1) * COLUMNS, 0);
    }
  }
}
