package dev.stoa.kernel.simd;

import dev.stoa.kernel.RangeTask;
import dev.stoa.kernel.Sharing;
import java.util.Arrays;

/**
 * The blocking of the matrix product. C is cut into parts, each the work of one thread, which packs
 * for itself what the part needs: a core is slow to read what another has just written. k is cut
 * into blocks. The rows of A are packed block by block, as many as the third-level cache takes, and
 * then one strip of B after the other, in panels as wide as a {@link RegisterTile}, which stay in
 * the second-level cache. Twelve rows of A stay in the first while they are multiplied with one
 * panel after the other. So a result's sum is taken block after block, each from its first product
 * to its last, however C is cut.
 *
 * <p>Each thread keeps what it packed, up to 2.6 MB.
 */
final class PackedProduct {
  private static final int ROWS = RegisterTile.ROWS;
  private static final int COLUMNS = RegisterTile.COLUMNS;
  private static final int ROW = RegisterTile.ROW;

  /** Longest block of k. */
  private static final int BLOCK = RegisterTile.TERMS;

  /** Most rows of a part, of which a block takes 2.2 MB: 170 slices. */
  private static final int MOST_ROWS = 2040;

  /** Most columns of a part: four strips. */
  private static final int MOST_COLUMNS = 1536;

  /** Widest strip, of which a block takes 384 KB. */
  private static final int STRIP = 384;

  /** Rows of A that are multiplied with all panels at a time. */
  private static final int SLICE = 12;

  /** Parts of C for each of several threads. */
  private static final int PARTS = 2;

  /** Multiply-adds that cost as much as packing a float. */
  private static final long MULTIPLY_ADDS = 16;

  /** What a thread needs for itself. */
  private static final class Room {
    /** A block of the rows of A. */
    float[] rows = {};

    /** A block of a strip of B. */
    final float[][] panels = new float[STRIP / COLUMNS][COLUMNS * BLOCK];

    /** A tile for the edges of C. */
    final float[] tile = new float[ROWS * COLUMNS];

    /** Makes room for some rows, if they are more than ever before. */
    void make(int count) {
      int size = Math.ceilDiv(count, ROWS) * ROWS * ROW;
      if (rows.length < size) {
        rows = new float[size];
      }
    }
  }

  private static final ThreadLocal<Room> ROOM = ThreadLocal.withInitial(Room::new);

  private final Product product;
  private final RangeTask multiplying = this::multiply;

  /** Rows and columns of a part, the last ones have what is left. */
  private int rows;

  private int columns;

  /**
   * A product whose operands are set before each run.
   *
   * @param product the operands
   */
  PackedProduct(Product product) {
    this.product = product;
  }

  /**
   * Cuts C into as many parts as several threads need, so that little is packed again and again.
   */
  private void cut(int threads) {
    Product x = product;
    int parts = threads == 1 ? 1 : PARTS * threads;
    long least = Long.MAX_VALUE;
    for (int down = 1; down <= parts; down++) {
      if (parts % down == 0) {
        int height = part(x.m, down, MOST_ROWS, SLICE);
        int width = part(x.n, parts / down, MOST_COLUMNS, COLUMNS);
        int made = Math.ceilDiv(x.m, height) * Math.ceilDiv(x.n, width);
        long cost = cost(height, width) * parts / Math.min(made, parts);
        if (cost < least) {
          least = cost;
          rows = height;
          columns = width;
        }
      }
    }
  }

  /** The size of each of some parts, or of more, in whole units; a limit of whole units holds. */
  private static int part(int size, int parts, int most, int unit) {
    int count = Math.max(parts, Math.ceilDiv(size, most));
    return Math.ceilDiv(Math.ceilDiv(size, count), unit) * unit;
  }

  /**
   * Packing for each of the terms: A once for each part to the right, B once for each part down.
   */
  private long cost(int height, int width) {
    Product x = product;
    long a = (long) Math.ceilDiv(x.n, width) * x.m;
    long b = (long) Math.ceilDiv(x.m, height) * x.n;
    return a + b + (long) x.m * x.n / MULTIPLY_ADDS;
  }

  /** C += A B, whose C has its rows one float after another. */
  void run(Sharing sharing) {
    cut(sharing.threads());
    int parts = Math.ceilDiv(product.m, rows) * Math.ceilDiv(product.n, columns);
    sharing.forRange(parts, 1, multiplying);
  }

  /** Computes the parts from ... to − 1 of C. */
  private void multiply(int from, int to) {
    int across = Math.ceilDiv(product.n, columns);
    for (int part = from; part < to; part++) {
      multiplyPart(part / across * rows, part % across * columns);
    }
  }

  /** Computes the part of C that begins at a row and a column. */
  private void multiplyPart(int i0, int j0) {
    Product x = product;
    int height = Math.min(rows, x.m - i0);
    int width = Math.min(columns, x.n - j0);
    int strip = part(width, 1, STRIP, COLUMNS);
    int block = part(x.k, 1, BLOCK, 8);
    Room room = ROOM.get();
    room.make(height);
    for (int p = 0; p < x.k; p += block) {
      int terms = Math.min(block, x.k - p);
      packRows(room, i0, height, p, terms);
      for (int j = 0; j < width; j += strip) {
        int some = Math.min(strip, width - j);
        packPanels(room, j0 + j, some, p, terms);
        for (int i = 0; i < height; i += SLICE) {
          multiplySlice(room, i, Math.min(SLICE, height - i), i0, j0 + j, some, terms);
        }
      }
    }
  }

  private void packRows(Room room, int first, int count, int p, int terms) {
    Product x = product;
    int start = x.a0 + first * x.aRow + p * x.aColumn;
    if (x.aColumn == 1) {
      Packing.copyRows(room.rows, x.a, start, x.aRow, count, terms);
    } else {
      Packing.transposeRows(room.rows, x.a, start, x.aColumn, count, terms);
    }
  }

  private void packPanels(Room room, int first, int count, int p, int terms) {
    Product x = product;
    int start = x.b0 + p * x.bRow + first * x.bColumn;
    for (int j = 0; j < count; j += COLUMNS) {
      float[] panel = room.panels[j / COLUMNS];
      int width = Math.min(COLUMNS, count - j);
      int at = start + j * x.bColumn;
      if (x.bColumn == 1) {
        Packing.copyPanel(panel, x.b, at, x.bRow, width, terms);
      } else {
        Packing.transposePanel(panel, x.b, at, x.bColumn, width, terms);
      }
    }
  }

  /**
   * Multiplies some packed rows of A with the packed strip of B.
   *
   * @param row the first of them, counted from the part's first
   * @param i0 first row of the part
   * @param j0 first column of the strip
   */
  private void multiplySlice(Room room, int row, int count, int i0, int j0, int width, int terms) {
    Product x = product;
    for (int j = 0; j < width; j += COLUMNS) {
      float[] panel = room.panels[j / COLUMNS];
      int across = Math.min(COLUMNS, width - j);
      for (int i = row; i < row + count; i += ROWS) {
        int down = Math.min(ROWS, row + count - i);
        int corner = x.c0 + (i0 + i) * x.cRow + j0 + j;
        if (down < ROWS || across < COLUMNS) {
          Arrays.fill(room.tile, 0);
          RegisterTile.add(room.tile, 0, COLUMNS, room.rows, i * ROW, panel, terms);
          addTile(x, corner, room, down, across);
        } else {
          RegisterTile.add(x.c, corner, x.cRow, room.rows, i * ROW, panel, terms);
        }
      }
    }
  }

  /** Adds what C has of the tile. */
  private static void addTile(Product x, int corner, Room room, int height, int width) {
    for (int i = 0; i < height; i++) {
      for (int j = 0; j < width; j++) {
        x.c[corner + i * x.cRow + j] += room.tile[i * COLUMNS + j];
      }
    }
  }
}
