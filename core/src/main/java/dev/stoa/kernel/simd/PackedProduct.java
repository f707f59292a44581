package dev.stoa.kernel.simd;

import java.util.Arrays;

/**
 * The blocking of the matrix product, once for its three forms: k is cut into blocks; of each, B is
 * packed in chunks of columns that stay in the second-level cache, and the rows of A pass by in
 * tiles of {@link RegisterTile#ROWS}, which stay in the first. A result's sum is taken block after
 * block, each from its first product to its last.
 *
 * <p>An object holds the buffers of one thread, a third of a megabyte.
 */
final class PackedProduct {
  private static final int ROWS = RegisterTile.ROWS;
  private static final int COLUMNS = RegisterTile.COLUMNS;

  /** Longest block of k. */
  static final int BLOCK = 256;

  /** Columns of B that are packed at a time: 256 KB. */
  private static final int CHUNK = 256;

  /** Rows of A that are packed at a time where its sums stand in columns: 68 KB. */
  private static final int SLICE = 64;

  /** How the terms of one sum stand in an operand. */
  enum Sums {
    /** Beside each other: in A of A B, in both of A Bᵀ. */
    IN_ROWS,
    /** Below each other: in B of A B, in both of Aᵀ B. */
    IN_COLUMNS
  }

  private final float[] panels = new float[CHUNK / COLUMNS * Panels.distance(BLOCK)];
  private final float[] rows = new float[SLICE * RegisterTile.ROW];
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
      int aBlock = aSums == Sums.IN_ROWS ? aOffset + p : aOffset + p * aStride;
      for (int j = 0; j < n; j += CHUNK) {
        int columns = Math.min(CHUNK, n - j);
        if (bSums == Sums.IN_ROWS) {
          Panels.transposeInto(panels, b, bOffset + j * bStride + p, bStride, columns, length);
        } else {
          Panels.copyInto(panels, b, bOffset + p * bStride + j, bStride, columns, length);
        }
        int c0 = cOffset + j * cColumn;
        addChunk(c, c0, cRow, cColumn, aSums, a, aBlock, aStride, m, columns, length);
      }
    }
  }

  /** All rows of A times the packed panels, for one block of k. */
  private void addChunk(
      float[] c,
      int cOffset,
      int cRow,
      int cColumn,
      Sums aSums,
      float[] a,
      int aOffset,
      int aStride,
      int m,
      int columns,
      int k) {
    for (int i = 0; i < m; i += ROWS) {
      int height = Math.min(ROWS, m - i);
      int first = 0;
      if (aSums == Sums.IN_ROWS) {
        for (int r = 0; r < height; r++) {
          System.arraycopy(a, aOffset + (i + r) * aStride, rows, r * RegisterTile.ROW, k);
        }
      } else {
        first = i % SLICE;
        if (first == 0) {
          int count = Math.min(SLICE, m - i);
          Transpose.into(rows, 0, RegisterTile.ROW, a, aOffset + i, aStride, k, count);
        }
      }
      addRows(c, cOffset + i * cRow, cRow, cColumn, first * RegisterTile.ROW, height, columns, k);
    }
  }

  /** Up to four rows of A, which begin at a0 in {@link #rows}, times the packed panels. */
  private void addRows(
      float[] c, int c0, int cRow, int cColumn, int a0, int height, int columns, int k) {
    int panel = 0;
    for (int j = 0; j < columns; j += COLUMNS) {
      int width = Math.min(COLUMNS, columns - j);
      if (height == ROWS && width == COLUMNS && cColumn == 1) {
        RegisterTile.add(c, c0 + j, cRow, rows, a0, panels, panel, k);
      } else {
        Arrays.fill(tile, 0);
        RegisterTile.add(tile, 0, COLUMNS, rows, a0, panels, panel, k);
        addTile(c, c0 + j * cColumn, cRow, cColumn, height, width);
      }
      panel += Panels.distance(k);
    }
  }

  /** Adds what C has of the tile. */
  private void addTile(float[] c, int c0, int cRow, int cColumn, int height, int width) {
    for (int i = 0; i < height; i++) {
      for (int j = 0; j < width; j++) {
        c[c0 + i * cRow + j * cColumn] += tile[i * COLUMNS + j];
      }
    }
  }
}
