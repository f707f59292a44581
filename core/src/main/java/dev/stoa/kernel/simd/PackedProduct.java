package dev.stoa.kernel.simd;

import dev.stoa.kernel.RangeTask;
import dev.stoa.kernel.Sharing;
import java.util.Arrays;

/**
 * The blocking of the matrix product. k is cut into blocks, and a block of B is packed in panels as
 * wide as a {@link RegisterTile}, no more columns at a time than stay in a core's second-level
 * cache. A thread packs a chunk of rows of A, twelve of which stay in the first-level cache while
 * they are multiplied with one panel after the other. So a result's sum is taken block after block,
 * each from its first product to its last, however the work is divided.
 *
 * <p>Of that there are two ways. Where A has few rows, each thread takes strips of columns, packs
 * them for itself, and multiplies all rows with them, for a core is slow to read what another has
 * just written. Where A has many, which each strip would read again, the threads pack some blocks
 * of B together, 2 MB, and then share the rows of A.
 *
 * <p>An object holds the panels of one caller, as many as it has needed so far. Each thread holds a
 * chunk of A, 104 KB.
 */
final class PackedProduct {
  private static final int ROWS = RegisterTile.ROWS;
  private static final int COLUMNS = RegisterTile.COLUMNS;
  private static final int ROW = RegisterTile.ROW;

  /** Longest block of k. */
  private static final int BLOCK = RegisterTile.TERMS;

  /** Most columns of a block of B: 1 MB, about what a core's second-level cache has. */
  private static final int MOST_COLUMNS = (1 << 18) / BLOCK / COLUMNS * COLUMNS;

  /** Most panels that threads pack together: 2 MB. */
  private static final int MOST_PANELS = 2 * MOST_COLUMNS / COLUMNS;

  /** Most rows of A with which threads take strips of columns. */
  private static final int FEW_ROWS = 512;

  /** Widest strip, of which a block takes 384 KB, and narrowest. */
  private static final int WIDE = 384;

  private static final int NARROW = 96;

  /** Columns of B that a thread transposes at a time. */
  private static final int TRANSPOSING = 2 * COLUMNS;

  /** Rows of B that a thread copies at a time. */
  private static final int COPYING = 16;

  /** Rows of A that are multiplied with all panels at a time. */
  private static final int SLICE = 12;

  /** Most slices that a thread packs at a time. */
  private static final int MOST_SLICES = 8;

  /** At least as many chunks of A are made, if there are rows enough, for threads to balance. */
  private static final int CHUNKS = 16;

  /** What a thread needs for itself: rows of A, and a tile for the edges of C. */
  private static final class Chunk {
    final float[] rows = new float[MOST_SLICES * SLICE * ROW];
    final float[] tile = new float[ROWS * COLUMNS];
    final float[] transposed = new float[COLUMNS * ROWS];
  }

  private static final ThreadLocal<Chunk> CHUNK = ThreadLocal.withInitial(Chunk::new);

  /** The product of a strip. */
  private static final ThreadLocal<PackedProduct> STRIP =
      ThreadLocal.withInitial(() -> new PackedProduct(new Product()));

  private final Product product;
  private final RangeTask multiplyingStrip = this::multiplyStrip;
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

  // How the rows of A are cut.
  private int slices;
  private int chunks;

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

  /** How often A is packed: once for each strip, or for as many columns as are packed at a time. */
  static int packingsOfA(Sharing sharing, int m, int n) {
    return Math.ceilDiv(n, takesStrips(sharing, m, n) ? strip(sharing, n) : MOST_COLUMNS);
  }

  private static boolean takesStrips(Sharing sharing, int m, int n) {
    return m <= FEW_ROWS && n >= WIDE && strip(sharing, n) >= NARROW;
  }

  /** Columns of a strip: each of several threads gets two strips, or four, and so on. */
  private static int strip(Sharing sharing, int n) {
    int unit = sharing.threads() == 1 ? 1 : 2 * sharing.threads();
    int strips = Math.ceilDiv(Math.ceilDiv(n, WIDE), unit) * unit;
    return Math.ceilDiv(Math.ceilDiv(n, strips), COLUMNS) * COLUMNS;
  }

  /** C += A B. */
  void run(Sharing sharing) {
    Product x = product;
    if (takesStrips(sharing, x.m, x.n)) {
      sharing.forRange(x.n, strip(sharing, x.n), multiplyingStrip);
    } else {
      run(sharing, MOST_PANELS);
    }
  }

  /** Multiplies A with the columns from ... to − 1 of B. */
  private void multiplyStrip(int from, int to) {
    PackedProduct strip = STRIP.get();
    strip.product.columns(product, from, to);
    strip.run(Sharing.ALONE, WIDE / COLUMNS);
    strip.product.clear();
  }

  /** C += A B, with some panels of B at a time. */
  private void run(Sharing sharing, int mostPanels) {
    Product x = product;
    block = Math.min(BLOCK, Math.ceilDiv(Math.ceilDiv(x.k, blocks(x.k)), 8) * 8);
    slices = Math.ceilDiv(x.m, SLICE);
    int unit = Math.max(CHUNKS, 2 * sharing.threads());
    chunks = Math.min(slices, unit * Math.ceilDiv(slices, unit * MOST_SLICES));
    int rounds = Math.ceilDiv(x.n, MOST_COLUMNS);
    int width = Math.ceilDiv(Math.ceilDiv(x.n, rounds), COLUMNS) * COLUMNS;
    for (firstColumn = 0; firstColumn < x.n; firstColumn += width) {
      columns = Math.min(width, x.n - firstColumn);
      panelsOfBlock = Math.ceilDiv(columns, COLUMNS);
      int round = mostPanels / panelsOfBlock * block;
      for (firstTerm = 0; firstTerm < x.k; firstTerm += round) {
        terms = Math.min(round, x.k - firstTerm);
        makePanels(panelsOfBlock * Math.ceilDiv(terms, block));
        if (x.bColumn == 1) {
          sharing.forRange(terms, COPYING, copying);
        } else {
          sharing.forRange(columns, TRANSPOSING, transposing);
        }
        sharing.forRange(chunks, 1, multiplying);
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

  /** Multiplies the chunks from ... to − 1 of the rows of A with the panels. */
  private void multiply(int from, int to) {
    for (int chunk = from; chunk < to; chunk++) {
      int first = SLICE * (int) ((long) chunk * slices / chunks);
      int end = SLICE * (int) ((chunk + 1L) * slices / chunks);
      multiplyChunk(first, Math.min(end, product.m) - first);
    }
  }

  /** Multiplies some rows of A with the panels. */
  private void multiplyChunk(int first, int count) {
    Product x = product;
    Chunk chunk = CHUNK.get();
    for (int p = 0; p < terms; p += block) {
      int length = Math.min(block, terms - p);
      int start = x.a0 + first * x.aRow + (firstTerm + p) * x.aColumn;
      if (x.aColumn == 1) {
        Packing.copyRows(chunk.rows, x.a, start, x.aRow, count, length);
      } else {
        Packing.transposeRows(chunk.rows, x.a, start, x.aColumn, count, length);
      }
      for (int i = 0; i < count; i += SLICE) {
        multiplySlice(chunk, i * ROW, first + i, Math.min(SLICE, count - i), p, length);
      }
    }
  }

  /**
   * Multiplies some rows of A with the panels of one block.
   *
   * @param row where the first of them stands in the chunk
   * @param first the first of them
   * @param p first term of the block
   * @param length terms of the block
   */
  private void multiplySlice(Chunk chunk, int row, int first, int count, int p, int length) {
    Product x = product;
    int firstPanel = p / block * panelsOfBlock;
    for (int j = 0; j < columns; j += COLUMNS) {
      float[] panel = panels[firstPanel + j / COLUMNS];
      int width = Math.min(COLUMNS, columns - j);
      for (int i = 0; i < count; i += ROWS) {
        int height = Math.min(ROWS, count - i);
        int corner = x.c0 + (first + i) * x.cRow + (firstColumn + j) * x.cColumn;
        if (height < ROWS || width < COLUMNS || x.cColumn != 1) {
          Arrays.fill(chunk.tile, 0);
          RegisterTile.add(chunk.tile, 0, COLUMNS, chunk.rows, row + i * ROW, panel, length);
          addTile(x, corner, chunk, height, width);
        } else {
          RegisterTile.add(x.c, corner, x.cRow, chunk.rows, row + i * ROW, panel, length);
        }
      }
    }
  }

  /** Adds what C has of the tile. */
  private static void addTile(Product x, int corner, Chunk chunk, int height, int width) {
    if (x.cColumn == 1) {
      for (int i = 0; i < height; i++) {
        addRow(x.c, corner + i * x.cRow, chunk.tile, i * COLUMNS, width);
      }
    } else {
      int last = ROWS - 4;
      for (int j = 0; j < COLUMNS; j += 4) {
        Transpose.square(chunk.transposed, j * ROWS, ROWS, chunk.tile, j, COLUMNS);
        Transpose.square(
            chunk.transposed, j * ROWS + last, ROWS, chunk.tile, last * COLUMNS + j, COLUMNS);
      }
      for (int j = 0; j < width; j++) {
        addRow(x.c, corner + j * x.cColumn, chunk.transposed, j * ROWS, height);
      }
    }
  }

  private static void addRow(float[] c, int c0, float[] x, int x0, int n) {
    for (int i = 0; i < n; i++) {
      c[c0 + i] += x[x0 + i];
    }
  }
}
