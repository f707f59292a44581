package dev.stoa.kernel.simd;

import jdk.incubator.vector.FloatVector;

/**
 * Packing. A panel holds some columns of an operand, laid so that step p of the sums finds its
 * floats beside each other: {@link RegisterTile#COLUMNS} of them where they are loaded as vectors,
 * {@link RegisterTile#ROWS} where each is broadcast. Columns that the operand does not have are
 * zeros, so a tile never needs a mask.
 */
final class Panel {
  private static final int COLUMNS = RegisterTile.COLUMNS;
  private static final int ROWS = RegisterTile.ROWS;

  /**
   * Floats left free between two panels. All panels are filled side by side, and at distances that
   * are powers of two their lines would drive each other out of the cache.
   */
  private static final int GAP = 16;

  private Panel() {}

  /** Distance of two panels of the given width with k steps each. */
  static int distance(int width, int k) {
    return width * k + GAP;
  }

  /** Floats that the given number of columns takes in panels at least {@link #ROWS} wide. */
  static int capacity(int columns, int k) {
    return columns / ROWS * distance(ROWS, k);
  }

  /**
   * Packs columns that stand beside each other in memory: panel_pj = x[xOffset + p · xStride + j].
   * Goes along the rows of x, as the CPU reads ahead along them.
   *
   * @param panels from index 0, overwritten
   */
  static void copyInto(float[] panels, float[] x, int xOffset, int xStride, int columns, int k) {
    int whole = columns - columns % COLUMNS;
    int distance = distance(COLUMNS, k);
    for (int p = 0; p < k; p++) {
      int to = p * COLUMNS;
      int end = xOffset + p * xStride + whole;
      for (int from = end - whole; from < end; from += COLUMNS) {
        Lanes.load(x, from).intoArray(panels, to);
        Lanes.load(x, from + Lanes.COUNT).intoArray(panels, to + Lanes.COUNT);
        to += distance;
      }
    }
    if (whole < columns) {
      int to = whole / COLUMNS * distance;
      copyEdgeInto(panels, to, COLUMNS, x, xOffset + whole, xStride, columns - whole, k);
    }
  }

  /** The same in panels of {@link #ROWS} columns. */
  static void copyNarrowInto(
      float[] panels, float[] x, int xOffset, int xStride, int columns, int k) {
    int whole = columns - columns % ROWS;
    int distance = distance(ROWS, k);
    for (int p = 0; p < k; p++) {
      int to = p * ROWS;
      int end = xOffset + p * xStride + whole;
      for (int from = end - whole; from < end; from += ROWS) {
        FloatVector.fromArray(FloatVector.SPECIES_128, x, from).intoArray(panels, to);
        to += distance;
      }
    }
    if (whole < columns) {
      int to = whole / ROWS * distance;
      copyEdgeInto(panels, to, ROWS, x, xOffset + whole, xStride, columns - whole, k);
    }
  }

  /** A last panel with fewer columns than its width. */
  private static void copyEdgeInto(
      float[] panels, int to, int width, float[] x, int xOffset, int xStride, int columns, int k) {
    for (int p = 0; p < k; p++) {
      for (int j = 0; j < width; j++) {
        panels[to + p * width + j] = j < columns ? x[xOffset + p * xStride + j] : 0;
      }
    }
  }

  /**
   * Packs columns that stand as rows in memory: panel_pj = x[xOffset + j · xStride + p]. Goes along
   * eight rows side by side: so many lines a first-level cache holds even if the distance of the
   * rows is a power of two.
   *
   * @param panels from index 0, overwritten
   */
  static void transposeInto(
      float[] panels, float[] x, int xOffset, int xStride, int columns, int k) {
    int j = 0;
    for (; j + 8 <= columns; j += 8) {
      transposeEightInto(panels, column(j, k), x, xOffset + j * xStride, xStride, k);
    }
    for (; j < columns; j++) {
      int to = column(j, k);
      for (int p = 0; p < k; p++) {
        panels[to + p * COLUMNS] = x[xOffset + j * xStride + p];
      }
    }
    for (; j % COLUMNS != 0; j++) {
      int to = column(j, k);
      for (int p = 0; p < k; p++) {
        panels[to + p * COLUMNS] = 0;
      }
    }
  }

  /** Where column j begins: its panel, and its place in each step of that. */
  private static int column(int j, int k) {
    return j / COLUMNS * distance(COLUMNS, k) + j % COLUMNS;
  }

  private static void transposeEightInto(
      float[] panels, int to, float[] x, int row, int xStride, int k) {
    int row1 = row + xStride;
    int row2 = row1 + xStride;
    int row3 = row2 + xStride;
    int row4 = row3 + xStride;
    int row5 = row4 + xStride;
    int row6 = row5 + xStride;
    int row7 = row6 + xStride;
    for (int p = 0; p < k; p++) {
      int at = to + p * COLUMNS;
      panels[at] = x[row + p];
      panels[at + 1] = x[row1 + p];
      panels[at + 2] = x[row2 + p];
      panels[at + 3] = x[row3 + p];
      panels[at + 4] = x[row4 + p];
      panels[at + 5] = x[row5 + p];
      panels[at + 6] = x[row6 + p];
      panels[at + 7] = x[row7 + p];
    }
  }
}
