package dev.stoa.kernel.simd;

import static dev.stoa.kernel.simd.Lanes.COUNT;
import static dev.stoa.kernel.simd.Lanes.FLOATS;

import java.util.Arrays;
import jdk.incubator.vector.FloatVector;

/**
 * Packing of the operand that is loaded as vectors. A panel holds {@link RegisterTile#COLUMNS}
 * columns of it, so that step p of the sums finds its floats beside each other, at p · COLUMNS.
 * Columns that the operand does not have are zeros: a tile needs no mask.
 */
final class Panels {
  private static final int COLUMNS = RegisterTile.COLUMNS;

  /**
   * Floats left free between two panels. All panels are filled side by side, and at distances that
   * are powers of two their lines would drive each other out of the cache.
   */
  private static final int GAP = 16;

  private Panels() {}

  /** Distance of two panels with k steps each. */
  static int distance(int k) {
    return COLUMNS * k + GAP;
  }

  /**
   * Packs columns that stand beside each other in memory: panel_pj = x[xOffset + p · xStride + j].
   * Goes along the rows of x, as the CPU reads ahead along them.
   *
   * @param panels from index 0, overwritten
   */
  static void copyInto(float[] panels, float[] x, int xOffset, int xStride, int columns, int k) {
    int whole = columns - columns % COLUMNS;
    int distance = distance(k);
    for (int p = 0; p < k; p++) {
      int to = p * COLUMNS;
      int end = xOffset + p * xStride + whole;
      for (int from = end - whole; from < end; from += COLUMNS) {
        FloatVector.fromArray(FLOATS, x, from).intoArray(panels, to);
        FloatVector.fromArray(FLOATS, x, from + COUNT).intoArray(panels, to + COUNT);
        to += distance;
      }
    }
    if (whole < columns) {
      int last = whole / COLUMNS * distance;
      for (int p = 0; p < k; p++) {
        for (int j = 0; j < COLUMNS; j++) {
          int from = xOffset + p * xStride + whole + j;
          panels[last + p * COLUMNS + j] = whole + j < columns ? x[from] : 0;
        }
      }
    }
  }

  /**
   * Packs columns that stand as rows in memory: panel_pj = x[xOffset + j · xStride + p].
   *
   * @param panels from index 0, overwritten
   */
  static void transposeInto(
      float[] panels, float[] x, int xOffset, int xStride, int columns, int k) {
    for (int j = 0; j < columns; j += COLUMNS) {
      int panel = j / COLUMNS * distance(k);
      int width = Math.min(COLUMNS, columns - j);
      Transpose.into(panels, panel, COLUMNS, x, xOffset + j * xStride, xStride, width, k);
      for (int p = 0; p < k && width < COLUMNS; p++) {
        int step = panel + p * COLUMNS;
        Arrays.fill(panels, step + width, step + COLUMNS, 0);
      }
    }
  }
}
