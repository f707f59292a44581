package dev.stoa.kernel.simd;

import dev.stoa.kernel.RangeTask;
import dev.stoa.kernel.Sharing;
import java.util.Arrays;

/**
 * The blocking of the matrix product. k is cut into blocks. As many blocks of B as 2 MB hold are
 * packed by all threads, in panels as wide as a {@link RegisterTile}; then the threads share the
 * rows of A; then the next blocks follow. So A is packed once, unless B is so wide that its columns
 * have to be taken in rounds.
 *
 * <p>A thread packs some rows, block after block, close together, so that they stay in the
 * first-level cache, and multiplies them with one panel after the other. So a result's sum is taken
 * block after block, each from its first product to its last.
 *
 * <p>An object holds the panels of one caller, as many as it has needed so far and 2 MB at the
 * most. Each thread holds a slice of A, 13 KB.
 */
final class PackedProduct {
  private static final int ROWS = RegisterTile.ROWS;
  private static final int COLUMNS = RegisterTile.COLUMNS;
  private static final int ROW = RegisterTile.ROW;

  /** Longest block of k. */
  private static final int BLOCK = RegisterTile.TERMS;

  /** Most panels of one caller: 2 MB. */
  private static final int MOST_PANELS = (1 << 19) / (BLOCK * COLUMNS);

  /** Columns of B that fit in when the sums are taken block by block. */
  private static final int MOST_COLUMNS = MOST_PANELS * COLUMNS;

  /** Columns of B that a thread transposes at a time. */
  private static final int TRANSPOSING = 2 * COLUMNS;

  /** Rows of B that a thread copies at a time. */
  private static final int COPYING = 16;

  /** Rows of A that a thread takes at a time. */
  private static final int SLICE = 12;

  /** What a thread needs for itself: rows of A, and a tile for the edges of C. */
  private static final class Slice {
    final float[] rows = new float[SLICE * ROW];
    final float[] tile = new float[ROWS * COLUMNS];
    final float[] transposed = new float[COLUMNS * ROWS];
  }

  private static final ThreadLocal<Slice> SLICES = ThreadLocal.withInitial(Slice::new);

  private final Product product;
  private final RangeTask copying = this::copy;
  private final RangeTask transposing = this::transpose;
  private final RangeTask multiplying = this::multiply;

  /** Panels of the first block, then of the second, and so on. */
  private float[][] panels = {};

  /** Terms of a block, a multiple of 8; the last one may have fewer. */
  private int block;

  // The columns and rows of B that are under way. Terms are counted from the first of them.
  private int firstColumn;
  private int columns;
  private int panelsOfBlock;
  private int firstTerm;
  private int terms;

  /**
   * A product whose operands are set before each run.
   *
   * @param product the operands
   */
  PackedProduct(Product product) {
    this.product = product;
  }

  /** How many blocks a sum of k terms has. */
  static int blocks(int k) {
    return Math.ceilDiv(k, BLOCK);
  }

  /** How often A is packed: once for each round of columns of B. */
  static int rounds(int n) {
    return Math.ceilDiv(n, MOST_COLUMNS);
  }

  /** C += A B. */
  void run(Sharing sharing) {
    Product x = product;
    block = Math.min(BLOCK, Math.ceilDiv(Math.ceilDiv(x.k, blocks(x.k)), 8) * 8);
    for (firstColumn = 0; firstColumn < x.n; firstColumn += MOST_COLUMNS) {
      columns = Math.min(MOST_COLUMNS, x.n - firstColumn);
      panelsOfBlock = Math.ceilDiv(columns, COLUMNS);
      int round = MOST_PANELS / panelsOfBlock * block;
      for (firstTerm = 0; firstTerm < x.k; firstTerm += round) {
        terms = Math.min(round, x.k - firstTerm);
        makePanels(panelsOfBlock * Math.ceilDiv(terms, block));
        if (x.bColumn == 1) {
          sharing.forRange(terms, COPYING, copying);
        } else {
          sharing.forRange(columns, TRANSPOSING, transposing);
        }
        sharing.forRange(x.m, SLICE, multiplying);
      }
    }
  }

  private void makePanels(int count) {
    int made = panels.length;
    if (made < count) {
      panels = Arrays.copyOf(panels, count);
      for (int i = made; i < count; i++) {
        panels[i] = Packing.newPanel();
      }
    }
  }

  /** The panel that holds column j of the round in the block of term p. */
  private float[] panel(int p, int j) {
    return panels[p / block * panelsOfBlock + j / COLUMNS];
  }

  /** Packs the rows from ... to − 1 of B. */
  private void copy(int from, int to) {
    Product x = product;
    for (int first = from, end; first < to; first = end) {
      int start = first - first % block;
      end = Math.min(to, start + block);
      for (int j = 0; j < columns; j += COLUMNS) {
        int width = Math.min(COLUMNS, columns - j);
        int at = x.b0 + (firstTerm + first) * x.bRow + firstColumn + j;
        Packing.copyPanel(panel(first, j), first - start, x.b, at, x.bRow, width, end - first);
      }
    }
  }

  /** Packs the columns from ... to − 1 of B, counted from the first of the round. */
  private void transpose(int from, int to) {
    Product x = product;
    for (int p = 0; p < terms; p += block) {
      int length = Math.min(block, terms - p);
      for (int j = from; j < to; j += COLUMNS) {
        int width = Math.min(COLUMNS, to - j);
        int at = x.b0 + (firstColumn + j) * x.bColumn + firstTerm + p;
        Packing.transposePanel(panel(p, j), x.b, at, x.bColumn, width, length);
      }
    }
  }

  /** Multiplies the rows from ... to − 1 of A with the panels. */
  private void multiply(int from, int to) {
    Product x = product;
    Slice slice = SLICES.get();
    for (int p = 0; p < terms; p += block) {
      int length = Math.min(block, terms - p);
      int start = x.a0 + from * x.aRow + (firstTerm + p) * x.aColumn;
      if (x.aColumn == 1) {
        Packing.copyRows(slice.rows, x.a, start, x.aRow, to - from, length);
      } else {
        Packing.transposeRows(slice.rows, x.a, start, x.aColumn, to - from, length);
      }
      int first = p / block * panelsOfBlock;
      for (int j = 0; j < columns; j += COLUMNS) {
        float[] panel = panels[first + j / COLUMNS];
        int width = Math.min(COLUMNS, columns - j);
        for (int i = from; i < to; i += ROWS) {
          int row = (i - from) * ROW;
          int height = Math.min(ROWS, to - i);
          int corner = x.c0 + i * x.cRow + (firstColumn + j) * x.cColumn;
          if (height < ROWS || width < COLUMNS || x.cColumn != 1) {
            Arrays.fill(slice.tile, 0);
            RegisterTile.add(slice.tile, 0, COLUMNS, slice.rows, row, panel, length);
            addTile(x, corner, slice, height, width);
          } else {
            RegisterTile.add(x.c, corner, x.cRow, slice.rows, row, panel, length);
          }
        }
      }
    }
  }

  /** Adds what C has of the tile. */
  private static void addTile(Product x, int corner, Slice slice, int height, int width) {
    if (x.cColumn == 1) {
      for (int i = 0; i < height; i++) {
        addRow(x.c, corner + i * x.cRow, slice.tile, i * COLUMNS, width);
      }
    } else {
      int last = ROWS - 4;
      for (int j = 0; j < COLUMNS; j += 4) {
        Transpose.square(slice.transposed, j * ROWS, ROWS, slice.tile, j, COLUMNS);
        Transpose.square(
            slice.transposed, j * ROWS + last, ROWS, slice.tile, last * COLUMNS + j, COLUMNS);
      }
      for (int j = 0; j < width; j++) {
        addRow(x.c, corner + j * x.cColumn, slice.transposed, j * ROWS, height);
      }
    }
  }

  private static void addRow(float[] c, int c0, float[] x, int x0, int n) {
    for (int i = 0; i < n; i++) {
      c[c0 + i] += x[x0 + i];
    }
  }
}
