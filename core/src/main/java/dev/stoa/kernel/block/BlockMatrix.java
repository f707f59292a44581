package dev.stoa.kernel.block;

import dev.stoa.kernel.BlockDot;
import dev.stoa.kernel.BlockFormat;
import dev.stoa.kernel.BlockInput;
import dev.stoa.kernel.BlockLayout;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * A matrix in blocks, in native memory, in the order in which the kernels of its format read it.
 *
 * <p>A wide matrix is kept as panels beside each other, each row by row, the last one as wide as is
 * left: x of one panel stays in the first-level cache while the panel is read from beginning to
 * end. Rows are multiplied in stretches, of which some rows are interleaved. Files have whole rows
 * one after the other.
 *
 * @param format how the blocks are made
 * @param rows its rows
 * @param columns its columns, a multiple of the format's block
 * @param blocks the blocks, panel by panel
 */
public record BlockMatrix(BlockFormat format, int rows, int columns, MemorySegment blocks) {
  /** Rows that are brought to their places at a time. */
  private static final int PIECE = 16;

  /** Bytes of a cache line. */
  private static final int ALIGNMENT = 64;

  /** Room of each thread for a piece of a panel: two bytes are enough for a weight. */
  private static final ThreadLocal<MemorySegment> ROOM =
      ThreadLocal.withInitial(
          () -> Arena.ofAuto().allocate(2L * PIECE * BlockLayout.PANEL, ALIGNMENT));

  /**
   * Memory for a whole matrix.
   *
   * @param format how the blocks are made
   * @param rows rows of the matrix
   * @param columns its columns
   * @param arena where the memory is kept
   * @return as many bytes as its blocks take
   */
  public static MemorySegment allocate(BlockFormat format, int rows, int columns, Arena arena) {
    return arena.allocate(rows * format.rowBytes(columns), ALIGNMENT);
  }

  /**
   * Whether the blocks of a matrix stand in the order of files.
   *
   * @param format how the blocks are made
   * @param rows rows of the matrix
   * @param columns its columns
   * @return true if there is one panel, whose rows are not interleaved
   */
  public static boolean isInOrderOfFiles(BlockFormat format, int rows, int columns) {
    return columns <= format.layout().panel() && format.layout().interleaved(0, rows) == 1;
  }

  /**
   * How many rows are multiplied at a time.
   *
   * @return at least 1
   */
  public int stretch() {
    return format.layout().stretch(rows, columns);
  }

  /**
   * Overwrites all blocks with those of a file.
   *
   * @param from the blocks, row by row
   */
  public void putRows(MemorySegment from) {
    long rowBytes = format.rowBytes(columns);
    forPieces(
        (row, n, column, width) ->
            put(from, row * rowBytes + format.rowBytes(column), rowBytes, row, n, column));
  }

  /**
   * Copies all blocks as a file has them.
   *
   * @param to the blocks, row by row, overwritten
   */
  public void rowsInto(MemorySegment to) {
    long rowBytes = format.rowBytes(columns);
    forPieces(
        (row, n, column, width) ->
            separate(
                to, row * rowBytes + format.rowBytes(column), rowBytes, row, n, column, width));
  }

  /**
   * Decodes a tile as it is kept, column after column where the layout tells so.
   *
   * @param decoder a kernel of the format
   * @param tile n × width values, or width × n if it is transposed, overwritten from index 0
   * @param row first row, of a stretch if it is transposed
   * @param n how many rows, in that case all of the stretch
   * @param column first column, a multiple of a block
   * @param width columns, all of one panel
   */
  public void tileInto(BlockDot decoder, float[] tile, int row, int n, int column, int width) {
    if (format.layout().isTransposed()) {
      decoder.decodeInto(tile, 0, blocks, offset(row, column), width * n);
    } else {
      decodeInto(decoder, tile, 0, row, n, column, width);
    }
  }

  /**
   * Rows of prepared activations times some rows of the matrix: y += x Wᵀ.
   *
   * @param kernel a kernel of the format
   * @param y n rows of one value for each row of the matrix, accumulated
   * @param yOffset first element of y
   * @param input n rows of activations that the kernel prepared
   * @param n rows of x
   * @param from first row of a stretch
   * @param to row behind its last one
   */
  public void addProduct(
      BlockDot kernel, float[] y, int yOffset, BlockInput input, int n, int from, int to) {
    for (int column = 0; column < columns; column += format.layout().panel()) {
      long at = offset(from, column);
      int width = width(column);
      for (int i = 0; i < n; i++) {
        int first = yOffset + i * rows + from;
        kernel.addProduct(y, first, blocks, at, to - from, width, input, i * columns + column);
      }
    }
  }

  /**
   * Decodes a row.
   *
   * @param decoder a kernel of the format
   * @param y as many values as there are columns, overwritten
   * @param yOffset first element of y
   * @param row the row
   */
  public void rowInto(BlockDot decoder, float[] y, int yOffset, int row) {
    for (int column = 0; column < columns; column += format.layout().panel()) {
      decodeInto(decoder, y, yOffset + column, row, 1, column, width(column));
    }
  }

  /** Decodes some columns of one panel, row by row: y is n × width. */
  private void decodeInto(
      BlockDot decoder, float[] y, int yOffset, int row, int n, int column, int width) {
    MemorySegment room = ROOM.get();
    int end = row + n;
    for (int i = row, some; i < end; i += some) {
      some = piece(i, end);
      int to = yOffset + (i - row) * width;
      if (interleaved(i) == 1) {
        decoder.decodeInto(y, to, blocks, offset(i, column), width);
      } else {
        separate(room, 0, format.rowBytes(width), i, some, column, width);
        decoder.decodeInto(y, to, room, 0, some * width);
      }
    }
  }

  /** What is done with a piece of a panel. */
  private interface Piece {
    void at(int row, int n, int column, int width);
  }

  /** Calls for each 16 rows of those that are interleaved, and for each other row. */
  private void forPieces(Piece piece) {
    for (int column = 0; column < columns; column += format.layout().panel()) {
      for (int row = 0, n; row < rows; row += n) {
        n = piece(row, rows);
        piece.at(row, n, column, width(column));
      }
    }
  }

  /** How many of the rows from ... to − 1 are handled at a time. */
  private int piece(int from, int to) {
    return Math.min(Math.min(PIECE, to - from), interleaved(from) - inGroup(from));
  }

  /** How many rows are interleaved with a row, itself among them. */
  private int interleaved(int row) {
    int stretch = stretch();
    int inStretch = row % stretch;
    return format.layout().interleaved(inStretch, Math.min(stretch, rows - row + inStretch));
  }

  /** How many of them stand before it. */
  private int inGroup(int row) {
    return row % stretch() % interleaved(row);
  }

  /** Columns of the panel that begins with a column. */
  private int width(int column) {
    return Math.min(format.layout().panel(), columns - column);
  }

  /**
   * Where the blocks of a row from some column on are, up to the end of the panel; where rows are
   * interleaved, the first unit of this one.
   */
  private long offset(int row, int column) {
    int first = column & -format.layout().panel();
    int inGroup = inGroup(row);
    return format.rowBytes(first) * rows
        + format.rowBytes(width(first)) * (row - inGroup)
        + format.rowBytes(column - first) * interleaved(row)
        + inGroup * Interleaving.UNIT;
  }

  /** Copies the rows of a piece, which are at a distance, to where they belong. */
  private void put(MemorySegment from, long at, long distance, int row, int n, int column) {
    long bytes = format.rowBytes(width(column));
    long to = offset(row, column);
    int together = interleaved(row);
    if (together == 1) {
      MemorySegment.copy(from, at, blocks, to, bytes);
    } else {
      Interleaving.interleave(blocks, to, together, from, at, distance, n, bytes);
    }
  }

  /** Copies some columns of a piece to rows at a distance. */
  private void separate(
      MemorySegment to, long at, long distance, int row, int n, int column, int width) {
    long bytes = format.rowBytes(width);
    long from = offset(row, column);
    int together = interleaved(row);
    if (together == 1) {
      MemorySegment.copy(blocks, from, to, at, bytes);
    } else {
      Interleaving.separate(to, at, distance, blocks, from, together, n, bytes);
    }
  }
}
