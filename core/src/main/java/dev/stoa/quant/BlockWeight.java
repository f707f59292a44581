package dev.stoa.quant;

import dev.stoa.kernel.BlockDot;
import dev.stoa.kernel.BlockFormat;
import dev.stoa.kernel.Kernels;
import dev.stoa.runtime.Execution;
import dev.stoa.tensor.Shape;
import dev.stoa.tensor.Tensor;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * A matrix in blocks of fewer bits than float32 has, in one of GGUF's formats, in native memory.
 * Immutable once it is made.
 *
 * <p>Few rows of x (decoding) are multiplied with the blocks as they are; where these hold
 * integers, x is rounded to 8 bits. Many rows (prefill) are multiplied in float32 by weights
 * decoded a few rows at a time. The two differ by the rounding of x.
 *
 * <p>A wide matrix is kept as panels of 2,048 columns side by side, each row by row, the last one
 * as wide as is left: x of one panel stays in the first-level cache while the panel is read from
 * beginning to end. Files have whole rows one after the other, see {@link #ofRows}.
 *
 * @param format how the blocks are made
 * @param shape [rows, columns], columns a multiple of the format's block
 * @param blocks the blocks, panel by panel, in native memory
 */
public record BlockWeight(BlockFormat format, Shape shape, MemorySegment blocks) implements Weight {
  /** From this many rows of x on, decoding the weights costs less than quantizing x would. */
  static final int FEW_ROWS = 8;

  /** Columns of a panel: a multiple of every format's block, and of a tile of decoded weights. */
  static final int PANEL = 2048;

  /** The most bytes of a panel that a thread reads at a time: a long stretch is read faster. */
  private static final int STRETCH = 1 << 18;

  /** The same for formats of floats, of which four places are read at a time, far apart. */
  private static final int STRETCH_OF_FLOATS = 1 << 20;

  /** The least number of such stretches in a matrix, for the threads to share. */
  private static final int STRETCHES = 16;

  /** Bytes of a line of the cache. */
  private static final int ALIGNMENT = 64;

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
    for (int row = 0; row < matrix.rows(); row++) {
      int from = matrix.offset() + row * matrix.columns();
      for (int column = 0; column < matrix.columns(); column += PANEL) {
        encoder.encodeInto(
            weight.blocks,
            weight.offset(row, column),
            matrix.data(),
            from + column,
            weight.width(column));
      }
    }
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
   * @param rows the blocks, row by row; they are shared if the memory is native and the matrix has
   *     one panel, and copied otherwise
   * @param arena where copied blocks are kept; its segments must be native
   * @return the weight
   * @throws IllegalArgumentException if the shape is no matrix whose rows are whole blocks, or the
   *     memory has another size
   */
  public static BlockWeight ofRows(
      BlockFormat format, Shape shape, MemorySegment rows, Arena arena) {
    requireSupported(format, shape);
    if (rows.isNative() && shape.columns() <= PANEL) {
      return new BlockWeight(format, shape, rows);
    }
    requireSize(format, shape, rows);
    BlockWeight weight = allocate(format, shape, arena);
    weight.forRows((row, place, size) -> MemorySegment.copy(rows, row, weight.blocks, place, size));
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
    forRows((row, place, size) -> MemorySegment.copy(blocks, place, rows, row, size));
    return rows;
  }

  /** What is done with a part of a row: where it stands row by row, where it is here, its bytes. */
  private interface PartOfRow {
    void at(long row, long place, long bytes);
  }

  private void forRows(PartOfRow part) {
    for (int row = 0; row < rows(); row++) {
      for (int column = 0; column < columns(); column += PANEL) {
        long at = format.rowBytes(columns()) * row + format.rowBytes(column);
        part.at(at, offset(row, column), format.rowBytes(width(column)));
      }
    }
  }

  /** Columns of the panel that begins with a column. */
  int width(int column) {
    return Math.min(PANEL, columns() - column);
  }

  /** Where the blocks of a row from some column on are, up to the end of the panel. */
  long offset(int row, int column) {
    int panel = column & -PANEL;
    return format.rowBytes(panel) * rows()
        + format.rowBytes(width(panel)) * row
        + format.rowBytes(column - panel);
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
      int longest = format.weights() == 1 ? STRETCH_OF_FLOATS : STRETCH;
      long stretch = Math.min(longest, bytes() / STRETCHES);
      int grain = (int) Math.max(8, stretch / format.rowBytes(width(0)));
      execution.workers().forRange(rows(), grain, task);
    } else {
      BlockMatrixTask task =
          new BlockMatrixTask(
              execution.kernels().blockDot(format), execution.kernels().product(), this);
      execution
          .workers()
          .forRange(rows(), BlockMatrixTask.ROWS, (from, to) -> task.addProduct(y, x, from, to));
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
            columns(),
            BlockMatrixTask.COLUMNS,
            (from, to) -> task.addTransposedProduct(dX, dY, from, to));
  }

  @Override
  public void rowInto(float[] y, int yOffset, int row) {
    BlockDot decoder = Kernels.chosen().blockDot(format);
    for (int column = 0; column < columns(); column += PANEL) {
      decoder.decodeInto(y, yOffset + column, blocks, offset(row, column), width(column));
    }
  }
}
