package dev.stoa.kernel.simd;

import java.util.Arrays;

/**
 * The blocking of the matrix product, once for its three forms: k is cut into blocks; of each, B is
 * packed in chunks of columns that stay in the second-level cache, and the rows of A pass by in
 * tiles of {@link RegisterTile#ROWS}, which stay in the first. A result's sum is taken block after
 * block, each from its first product to its last.
 *
 * <p>An object holds the buffers of one thread, a quarter of a megabyte.
 */
final class PackedProduct {
  private static final int ROWS = RegisterTile.ROWS;
  private static final int COLUMNS = RegisterTile.COLUMNS;

  /** Longest block of k. */
  static final int BLOCK = RegisterTile.ROW;

  /** Columns packed at a time: 128 KB. */
  private static final int CHUNK = 128;

  /** How the terms of one sum stand in an operand. */
  enum Sums {
    /** Beside each other: in A of A B, in both of A Bᵀ. */
    IN_ROWS,
    /** Below each other: in B of A B, in both of Aᵀ B. */
    IN_COLUMNS
  }

  private final float[] chunk = new float[Panel.capacity(CHUNK, BLOCK)];
  private final float[] slice = new float[Panel.capacity(CHUNK, BLOCK)];
  private final float[] tile = new float[ROWS * COLUMNS];

  /**
   * C += A · B, where element (i, j) is the sum over row i of A and column j of B.
   *
   * @param cRow distance of two rows of C
   * @param cColumn distance of two columns of C: with cRow 1 the result is stored transposed
   */
  void add(
      float[] c,
      int cOffset,
      int cRow,
      int cColumn,
      Sums aSums,
      float[] a,
      int aOffset,
      int aStride,
      Sums bSums,
      float[] b,
      int bOffset,
      int bStride,
      int m,
      int n,
      int k) {
    int block = Math.ceilDiv(k, Math.ceilDiv(k, BLOCK));
    for (int p = 0; p < k; p += block) {
      int length = Math.min(block, k - p);
      for (int j = 0; j < n; j += CHUNK) {
        int columns = Math.min(CHUNK, n - j);
        if (bSums == Sums.IN_ROWS) {
          Panel.transposeInto(chunk, b, bOffset + j * bStride + p, bStride, columns, length);
        } else {
          Panel.copyInto(chunk, b, bOffset + p * bStride + j, bStride, columns, length);
        }
        int c0 = cOffset + j * cColumn;
        if (aSums == Sums.IN_ROWS) {
          addRows(c, c0, cRow, cColumn, a, aOffset + p, aStride, m, columns, length);
        } else {
          addColumns(c, c0, cRow, a, aOffset + p * aStride, aStride, m, columns, length);
        }
      }
    }
  }

  /** The rows of A, copied four at a time, times the chunk. */
  private void addRows(
      float[] c,
      int cOffset,
      int cRow,
      int cColumn,
      float[] a,
      int aOffset,
      int aStride,
      int m,
      int columns,
      int k) {
    int distance = Panel.distance(COLUMNS, k);
    for (int i = 0; i < m; i += ROWS) {
      int rows = Math.min(ROWS, m - i);
      for (int r = 0; r < rows; r++) {
        System.arraycopy(a, aOffset + (i + r) * aStride, slice, r * RegisterTile.ROW, k);
      }
      int c0 = cOffset + i * cRow;
      for (int j = 0; j < columns; j += COLUMNS) {
        int width = Math.min(COLUMNS, columns - j);
        int panel = j / COLUMNS * distance;
        if (rows == ROWS && width == COLUMNS && cColumn == 1) {
          RegisterTile.addRows(c, c0 + j, cRow, slice, chunk, panel, k);
        } else {
          Arrays.fill(tile, 0);
          RegisterTile.addRows(tile, 0, COLUMNS, slice, chunk, panel, k);
          addTile(c, c0 + j * cColumn, cRow, cColumn, rows, width);
        }
      }
    }
  }

  /** The rows of A, which stand as columns and are packed in slices, times the chunk. */
  private void addColumns(
      float[] c,
      int cOffset,
      int cRow,
      float[] a,
      int aOffset,
      int aStride,
      int m,
      int columns,
      int k) {
    int distance = Panel.distance(COLUMNS, k);
    for (int i = 0; i < m; i += ROWS) {
      int inSlice = i % CHUNK;
      if (inSlice == 0) {
        Panel.copyNarrowInto(slice, a, aOffset + i, aStride, Math.min(CHUNK, m - i), k);
      }
      int rows = Math.min(ROWS, m - i);
      int a0 = inSlice / ROWS * Panel.distance(ROWS, k);
      int c0 = cOffset + i * cRow;
      for (int j = 0; j < columns; j += COLUMNS) {
        int width = Math.min(COLUMNS, columns - j);
        int panel = j / COLUMNS * distance;
        if (rows == ROWS && width == COLUMNS) {
          RegisterTile.addColumns(c, c0 + j, cRow, slice, a0, chunk, panel, k);
        } else {
          Arrays.fill(tile, 0);
          RegisterTile.addColumns(tile, 0, COLUMNS, slice, a0, chunk, panel, k);
          addTile(c, c0 + j, cRow, 1, rows, width);
        }
      }
    }
  }

  private void addTile(float[] c, int c0, int cRow, int cColumn, int rows, int columns) {
    for (int i = 0; i < rows; i++) {
      for (int j = 0; j < columns; j++) {
        c[c0 + i * cRow + j * cColumn] += tile[i * COLUMNS + j];
      }
    }
  }
}
