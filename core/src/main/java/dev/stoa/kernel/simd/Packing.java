package dev.stoa.kernel.simd;

import static dev.stoa.kernel.simd.Lanes.COUNT;
import static dev.stoa.kernel.simd.Lanes.FLOATS;

import java.util.Arrays;
import jdk.incubator.vector.FloatVector;

/**
 * Packs operands for {@link RegisterTile}. A panel holds as many columns of B as a tile is wide, a
 * strip as many rows of A as it is high, both step after step: what a step needs stands side by
 * side. Columns that the operand does not have are zeros: a tile needs no mask.
 */
final class Packing {
  private static final int ROWS = RegisterTile.ROWS;
  private static final int COLUMNS = RegisterTile.COLUMNS;

  /**
   * Floats left free behind a panel or strip. Many are filled side by side, and at distances that
   * are powers of two their lines would drive each other out of the cache.
   */
  private static final int GAP = 16;

  private Packing() {}

  /** A panel with room for the longest sum. */
  static float[] newPanel() {
    return new float[COLUMNS * RegisterTile.TERMS + GAP];
  }

  /** A strip with room for the longest sum. */
  static float[] newStrip() {
    return new float[ROWS * RegisterTile.TERMS + GAP];
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

  /** Strips of rows that stand as rows in memory: a_ip = x[xOffset + i · xStride + p]. */
  static void transposeStrips(
      float[][] strips, float[] x, int xOffset, int xStride, int rows, int k) {
    for (int i = 0; i < rows; i += ROWS) {
      float[] strip = strips[i / ROWS];
      int row = xOffset + i * xStride;
      int height = Math.min(ROWS, rows - i);
      for (int p = 0; p < k; p += 4) {
        Transpose.square(strip, p * ROWS, ROWS, x, row + p, xStride, height, Math.min(4, k - p));
      }
    }
  }

  /**
   * Strips of rows that stand as columns in memory: a_ip = x[xOffset + p · xStride + i]. All strips
   * grow together, since their columns share lines of the cache.
   */
  static void copyStrips(float[][] strips, float[] x, int xOffset, int xStride, int rows, int k) {
    int whole = rows & -ROWS;
    for (int p = 0; p < k; p++) {
      int from = xOffset + p * xStride;
      for (int i = 0; i < whole; i += ROWS) {
        float[] strip = strips[i / ROWS];
        strip[p * ROWS] = x[from + i];
        strip[p * ROWS + 1] = x[from + i + 1];
        strip[p * ROWS + 2] = x[from + i + 2];
        strip[p * ROWS + 3] = x[from + i + 3];
      }
      for (int i = whole; i < rows; i++) {
        strips[whole / ROWS][p * ROWS + i - whole] = x[from + i];
      }
    }
  }
}
