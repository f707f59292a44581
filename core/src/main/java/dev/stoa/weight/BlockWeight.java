package dev.stoa.weight;

import dev.stoa.autograd.FrozenMatrix;
import dev.stoa.autograd.Operations;
import dev.stoa.autograd.Tape;
import dev.stoa.kernel.BlockDot;
import dev.stoa.kernel.BlockFormat;
import dev.stoa.kernel.Interleaving;
import dev.stoa.kernel.Kernels;
import dev.stoa.runtime.Execution;
import dev.stoa.tensor.Shape;
import dev.stoa.tensor.Tensor;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Map;
import java.util.Objects;

/**
 * A matrix in blocks of fewer bits than float32 has, in one of GGUF's formats, in native memory.
 * Immutable once it is made.
 *
 * <p>Few rows of x (decoding) are multiplied with the blocks as they are; where these hold
 * integers, x is rounded to 8 bits. Many rows (prefill) are multiplied in float32 by weights
 * decoded a few rows at a time. The two differ by the rounding of x.
 *
 * <p>A wide matrix is kept as panels of 2,048 columns side by side, or 1,024 of 16 bits, each row
 * by row, the last one as wide as is left: x of one panel stays in the first-level cache while the
 * panel is read from beginning to end. Rows are multiplied in stretches, of which some stand side
 * by side as {@link BlockFormat#sideBySide} tells. Files have whole rows one after the other, see
 * {@link #ofRows}.
 *
 * @param format how the blocks are made
 * @param shape [rows, columns], columns a multiple of the format's block
 * @param blocks the blocks, panel by panel, in native memory
 */
public record BlockWeight(BlockFormat format, Shape shape, MemorySegment blocks)
    implements Weight, FrozenMatrix {
  /**
   * Up to so many rows of x the codes are multiplied; for more, weights are decoded once for all.
   */
  static final int FEW_ROWS = 8;

  /** Columns of a panel: a multiple of every format's block, and of a tile of decoded weights. */
  private static final int PANEL = 2048;

  /** The same for 16 bits: more weights would drive x out of the first-level cache. */
  private static final int PANEL_OF_16_BITS = 1024;

  /** The most bytes of a panel that a thread reads at a time: a long stretch is read faster. */
  private static final int STRETCH = 1 << 18;

  /** The same for bfloat16, of which four places are read at a time, far apart. */
  private static final int STRETCH_OF_BF16 = 1 << 20;

  /** The least number of such stretches in a matrix, for the threads to share. */
  private static final int STRETCHES = 16;

  /** Rows that are multiplied at a time where 16 stand side by side. */
  private static final int TWO_GROUPS = 2 * Interleaving.ROWS;

  /** Rows of a stretch of float16, whose inner loop runs over them: long ones begin less often. */
  private static final int MOST_ROWS_OF_F16 = 1024;

  private static final int LEAST_ROWS_OF_F16 = 192;

  /** Stretches of float16 in a matrix of a middle size. */
  private static final int STRETCHES_OF_F16 = 8;

  /** Rows that are brought to their places at a time. */
  private static final int PIECE = 16;

  /** Two bytes for each weight of a piece are enough for every format. */
  private static final int ROOM_BYTES = 2 * PIECE * PANEL;

  /** Bytes of a line of the cache. */
  private static final int ALIGNMENT = 64;

  /** Room of each thread for a piece of a panel, one row after the other. */
  private static final ThreadLocal<MemorySegment> ROOM =
      ThreadLocal.withInitial(() -> Arena.ofAuto().allocate(ROOM_BYTES, ALIGNMENT));

  /**
   * Checks that sizes fit together.
   *
   * @throws IllegalArgumentException if the shape is no matrix whose rows are whole blocks, or the
   *     memory has another size, or is not native
   */
  public BlockWeight {
    requireSupported(format, shape);
    requireSize(format, shape, blocks);
    if (!blocks.isNative()) {
      throw new IllegalArgumentException("the blocks are kept in native memory, not in an array");
    }
  }

  /**
   * Whether a parameter can be stored in a format.
   *
   * @param format how the blocks would be made
   * @param shape the parameter's shape
   * @return true for a matrix whose rows are whole blocks
   */
  public static boolean supports(BlockFormat format, Shape shape) {
    return shape.rank() == 2 && shape.columns() > 0 && shape.columns() % format.weights() == 0;
  }

  private static void requireSupported(BlockFormat format, Shape shape) {
    if (!supports(format, shape)) {
      throw new IllegalArgumentException(
          "blocks of %s need a matrix with a multiple of %d columns, not the shape %s"
              .formatted(format, format.weights(), shape));
    }
  }

  private static void requireSize(BlockFormat format, Shape shape, MemorySegment blocks) {
    long expected = shape.rows() * format.rowBytes(shape.columns());
    if (blocks.byteSize() != expected) {
      throw new IllegalArgumentException(
          "a matrix %s in blocks of %s takes %d bytes, not %d"
              .formatted(shape, format, expected, blocks.byteSize()));
    }
  }

  /**
   * Encodes a matrix.
   *
   * @param format how the blocks are made
   * @param matrix [rows, columns], columns a multiple of the format's block, finite values
   * @param arena where the blocks are kept; its segments must be native
   * @return the encoded matrix
   * @throws IllegalArgumentException if the shape is not supported
   */
  public static BlockWeight encode(BlockFormat format, Tensor matrix, Arena arena) {
    requireSupported(format, matrix.shape());
    BlockWeight weight = allocate(format, matrix.shape(), arena);
    BlockDot encoder = Kernels.chosen().blockDot(format);
    weight.forPieces(
        (row, rows, column, width) -> {
          MemorySegment plain = ROOM.get();
          for (int i = 0; i < rows; i++) {
            int from = matrix.offset() + (row + i) * matrix.columns() + column;
            long to = i * format.rowBytes(width);
            encoder.encodeInto(plain, to, matrix.data(), from, width);
          }
          weight.put(plain, 0, format.rowBytes(width), row, rows, column);
        });
    return weight;
  }

  private static BlockWeight allocate(BlockFormat format, Shape shape, Arena arena) {
    long bytes = format.rowBytes(shape.columns()) * shape.rows();
    return new BlockWeight(format, shape, arena.allocate(bytes, ALIGNMENT));
  }

  /**
   * The weight whose rows stand one after the other, as files have them.
   *
   * @param format how the blocks are made
   * @param shape [rows, columns], columns a multiple of the format's block
   * @param rows the blocks, row by row; copied unless they are in native memory in the order that
   *     this class keeps: formats whose rows stand alone, with one panel
   * @param arena where copied blocks are kept; its segments must be native
   * @return the weight
   * @throws IllegalArgumentException if the shape is no matrix whose rows are whole blocks, or the
   *     memory has another size
   */
  public static BlockWeight ofRows(
      BlockFormat format, Shape shape, MemorySegment rows, Arena arena) {
    requireSupported(format, shape);
    if (rows.isNative()
        && shape.columns() <= panel(format)
        && format.sideBySide(0, shape.rows()) == 1) {
      return new BlockWeight(format, shape, rows);
    }
    requireSize(format, shape, rows);
    BlockWeight weight = allocate(format, shape, arena);
    long rowBytes = format.rowBytes(shape.columns());
    weight.forPieces(
        (row, n, column, width) ->
            weight.put(rows, row * rowBytes + format.rowBytes(column), rowBytes, row, n, column));
    return weight;
  }

  /**
   * The blocks row by row, as files have them.
   *
   * @param arena where they are kept
   * @return a copy
   */
  public MemorySegment toRows(Arena arena) {
    MemorySegment rows = arena.allocate(bytes(), ALIGNMENT);
    long rowBytes = format.rowBytes(columns());
    forPieces(
        (row, n, column, width) ->
            separate(
                rows, row * rowBytes + format.rowBytes(column), rowBytes, row, n, column, width));
    return rows;
  }

  /** What is done with a piece of a panel. */
  private interface Piece {
    void at(int row, int rows, int column, int width);
  }

  /** Calls for each 16 rows of those that stand side by side, and for each other row. */
  private void forPieces(Piece piece) {
    for (int column = 0; column < columns(); column += panel()) {
      for (int row = 0, n; row < rows(); row += n) {
        n = piece(row, rows());
        piece.at(row, n, column, width(column));
      }
    }
  }

  /** How many of the rows from ... to − 1 are handled at a time. */
  private int piece(int from, int to) {
    int sideBySide = sideBySide(from);
    return Math.min(Math.min(PIECE, to - from), sideBySide - inGroup(from));
  }

  /** How many rows stand side by side with a row. */
  private int sideBySide(int row) {
    int stretch = stretch();
    int first = row - row % stretch;
    return format.sideBySide(row - first, Math.min(stretch, rows() - first));
  }

  /** How many of them stand before it. */
  private int inGroup(int row) {
    return row % stretch() % sideBySide(row);
  }

  /** Whether all rows of a stretch stand side by side: column after column. */
  boolean isTransposed() {
    return format == BlockFormat.F16;
  }

  /** How many rows are multiplied at a time. */
  int stretch() {
    if (isTransposed()) {
      int some = Math.ceilDiv(rows(), STRETCHES_OF_F16 * Interleaving.ROWS) * Interleaving.ROWS;
      return Math.clamp(some, LEAST_ROWS_OF_F16, MOST_ROWS_OF_F16);
    }
    int longest = format == BlockFormat.BF16 ? STRETCH_OF_BF16 : STRETCH;
    long bytes = Math.min(longest, bytes() / STRETCHES);
    return (int) Math.max(TWO_GROUPS, bytes / format.rowBytes(width(0))) & -TWO_GROUPS;
  }

  /** Copies the rows of a piece, which are at a distance, to where they belong. */
  private void put(MemorySegment rows, long from, long distance, int row, int n, int column) {
    long bytes = format.rowBytes(width(column));
    long to = offset(row, column);
    if (sideBySide(row) == 1) {
      MemorySegment.copy(rows, from, blocks, to, bytes);
    } else {
      Interleaving.interleave(blocks, to, sideBySide(row), rows, from, distance, n, bytes);
    }
  }

  /** Copies some columns of a piece to rows at a distance. */
  private void separate(
      MemorySegment to, long at, long distance, int row, int n, int column, int width) {
    long bytes = format.rowBytes(width);
    long from = offset(row, column);
    if (sideBySide(row) == 1) {
      MemorySegment.copy(blocks, from, to, at, bytes);
    } else {
      Interleaving.separate(to, at, distance, blocks, from, sideBySide(row), n, bytes);
    }
  }

  /**
   * Decodes some columns of one panel.
   *
   * @param y [rows, width], overwritten
   * @param row first row
   * @param rows how many; those that stand side by side are best taken together
   * @param column first column, a multiple of a block
   * @param width columns
   */
  void decodeInto(
      BlockDot decoder, float[] y, int yOffset, int row, int rows, int column, int width) {
    MemorySegment room = ROOM.get();
    int end = row + rows;
    for (int i = row, n; i < end; i += n) {
      n = piece(i, end);
      int to = yOffset + (i - row) * width;
      if (sideBySide(i) == 1) {
        decoder.decodeInto(y, to, blocks, offset(i, column), width);
      } else {
        separate(room, 0, format.rowBytes(width), i, n, column, width);
        decoder.decodeInto(y, to, room, 0, n * width);
      }
    }
  }

  /**
   * Decodes some columns of one panel of a matrix that is kept transposed.
   *
   * @param y [width, rows], overwritten from index 0
   * @param row first row of a stretch
   * @param rows all rows of it
   * @param column first column
   * @param width columns
   */
  void decodeTransposedInto(BlockDot decoder, float[] y, int row, int rows, int column, int width) {
    decoder.decodeInto(y, 0, blocks, offset(row, column), width * rows);
  }

  /** Columns of every panel but the last. */
  int panel() {
    return panel(format);
  }

  private static int panel(BlockFormat format) {
    return format.weights() == 1 ? PANEL_OF_16_BITS : PANEL;
  }

  /** Columns of the panel that begins with a column. */
  int width(int column) {
    return Math.min(panel(), columns() - column);
  }

  /**
   * Where the blocks of a row from some column on are, up to the end of the panel; where rows stand
   * side by side, the first unit of this one.
   */
  long offset(int row, int column) {
    int panel = column & -panel();
    int sideBySide = sideBySide(row);
    int inGroup = inGroup(row);
    return format.rowBytes(panel) * rows()
        + format.rowBytes(width(panel)) * (row - inGroup)
        + format.rowBytes(column - panel) * sideBySide
        + inGroup * Interleaving.UNIT;
  }

  @Override
  public long bytes() {
    return blocks.byteSize();
  }

  @Override
  public void addProduct(Execution execution, Tensor y, Tensor x) {
    if (x.rows() <= FEW_ROWS) {
      BlockVectorTask task =
          execution.workspace().reuse(BlockVectorTask.class, BlockVectorTask::new);
      task.prepare(execution.kernels().blockDot(format), this, y, x);
      execution.workers().forRange(rows(), stretch(), task);
    } else {
      BlockMatrixTask task =
          new BlockMatrixTask(
              execution.kernels().blockDot(format), execution.kernels().product(), this);
      execution
          .workers()
          .forRange(rows(), task.rows(), (from, to) -> task.addProduct(y, x, from, to));
    }
  }

  @Override
  public void addTransposedProduct(Execution execution, Tensor dX, Tensor dY) {
    BlockMatrixTask task =
        new BlockMatrixTask(
            execution.kernels().blockDot(format), execution.kernels().product(), this);
    execution
        .workers()
        .forRange(
            columns(), task.columns(), (from, to) -> task.addTransposedProduct(dX, dY, from, to));
  }

  @Override
  public Tensor product(Tape tape, Tensor x, Tensor bias) {
    return Operations.linear(tape, x, this, bias);
  }

  @Override
  public Tensor rows(Tape tape, int[] indices) {
    Tensor y = tape.take(indices.length, columns());
    for (int i = 0; i < indices.length; i++) {
      Objects.checkIndex(indices[i], rows());
      rowInto(y.data(), y.offset() + i * columns(), indices[i]);
    }
    return y;
  }

  @Override
  public Map<String, Tensor> trainable() {
    return Map.of();
  }

  @Override
  public Tensor decoded() {
    Tensor copy = Tensor.zeros(shape().toArray());
    for (int row = 0; row < rows(); row++) {
      rowInto(copy.data(), row * columns(), row);
    }
    return copy;
  }

  @Override
  public int rows() {
    return shape.rows();
  }

  @Override
  public int columns() {
    return shape.columns();
  }

  void rowInto(float[] y, int yOffset, int row) {
    BlockDot decoder = Kernels.chosen().blockDot(format);
    for (int column = 0; column < columns(); column += panel()) {
      decodeInto(decoder, y, yOffset + column, row, 1, column, width(column));
    }
  }
}
