package dev.stoa.kernel.simd;

import static dev.stoa.kernel.simd.Lanes.COUNT;
import static dev.stoa.kernel.simd.Lanes.FLOATS;

import java.util.Arrays;
import jdk.incubator.vector.FloatVector;

/**
 * Packs operands for {@link RegisterTile}. A panel holds as many columns of B as a tile is wide,
 * step after step: what a step needs stands together. Columns that B does not have are zeros: a
 * tile needs no mask. The rows of A stay rows, only closer together.
 */
final class Packing {
  private static final int ROW = RegisterTile.ROW;
  private static final int COLUMNS = RegisterTile.COLUMNS;

  /**
   * Floats left free behind a panel. Many are filled in turns, and at distances that are powers of
   * two their lines would drive each other out of the cache.
   */
  private static final int GAP = 16;

  private Packing() {}

  /** A panel with room for the longest sum. */
  static float[] newPanel() {
    return new float[COLUMNS * RegisterTile.TERMS + GAP];
  }

  /**
   * A panel of columns that stand beside each other in memory: b_pj = x[xOffset + (p − first) ·
   * xStride + j] for some steps from the first on.
   */
  static void copyPanel(
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

  /** A panel of columns that stand as rows in memory: b_pj = x[xOffset + j · xStride + p]. */
  static void transposePanel(
      float[] panel, float[] x, int xOffset, int xStride, int columns, int k) {
    for (int j = 0; j < columns; j += 4) {
      int row = xOffset + j * xStride;
      int rows = Math.min(4, columns - j);
      for (int p = 0; p < k; p += 4) {
        Transpose.square(
            panel, p * COLUMNS + j, COLUMNS, x, row + p, xStride, rows, Math.min(4, k - p));
      }
    }
    for (int p = 0; p < k && columns < COLUMNS; p++) {
      Arrays.fill(panel, p * COLUMNS + columns, (p + 1) * COLUMNS, 0);
    }
  }

  /** Rows that stand as rows in memory: a_ip = x[xOffset + i · xStride + p]. */
  static void copyRows(float[] rows, float[] x, int xOffset, int xStride, int count, int k) {
    for (int i = 0; i < count; i++) {
      int from = xOffset + i * xStride;
      int to = i * ROW;
      int p = 0;
      for (int whole = k & -COUNT; p < whole; p += COUNT) {
        FloatVector.fromArray(FLOATS, x, from + p).intoArray(rows, to + p);
      }
      for (; p < k; p++) {
        rows[to + p] = x[from + p];
      }
    }
  }

  /** Rows that stand as columns in memory: a_ip = x[xOffset + p · xStride + i]. */
  static void transposeRows(float[] rows, float[] x, int xOffset, int xStride, int count, int k) {
    for (int p = 0; p < k; p += 4) {
      int from = xOffset + p * xStride;
      int steps = Math.min(4, k - p);
      for (int i = 0; i < count; i += 4) {
        Transpose.square(
            rows, i * ROW + p, ROW, x, from + i, xStride, steps, Math.min(4, count - i));
      }
    }
  }
}
