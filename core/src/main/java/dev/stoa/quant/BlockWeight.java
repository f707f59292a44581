package dev.stoa.quant;

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
 * @param format how the blocks are made
 * @param shape [rows, columns], columns a multiple of the format's block
 * @param blocks the blocks, row by row, in native memory
 */
public record BlockWeight(BlockFormat format, Shape shape, MemorySegment blocks) implements Weight {
  /** From this many rows of x on, decoding the weights costs less than quantizing x would. */
  static final int FEW_ROWS = 8;

  private static final int VECTOR_CHUNK_BYTES = 1 << 16;

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
    long expected = shape.rows() * format.rowBytes(shape.columns());
    if (blocks.byteSize() != expected || !blocks.isNative()) {
      throw new IllegalArgumentException(
          "a matrix %s in blocks of %s takes %d bytes of native memory, not %d bytes"
              .formatted(shape, format, expected, blocks.byteSize()));
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
    MemorySegment blocks =
        arena.allocate(format.rowBytes(matrix.columns()) * matrix.rows(), ALIGNMENT);
    Kernels.chosen()
        .blockDot(format)
        .encodeInto(blocks, 0, matrix.data(), matrix.offset(), matrix.size());
    return new BlockWeight(format, matrix.shape(), blocks);
  }

  /** Bytes of a row. */
  long rowBytes() {
    return format.rowBytes(columns());
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
      int grain = (int) Math.max(8, VECTOR_CHUNK_BYTES / rowBytes());
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
    Kernels.chosen().blockDot(format).decodeInto(y, yOffset, blocks, row * rowBytes(), columns());
  }
}
