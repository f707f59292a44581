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

  private Packing() {}

  /** A panel of columns that stand beside each other: b_pj = x[xOffset + p · xStride + j]. */
  static void copyPanel(float[] panel, float[] x, int xOffset, int xStride, int columns, int k) {
    int to = 0;
    int from = xOffset;
    for (int p = 0; p < k; p++) {
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
