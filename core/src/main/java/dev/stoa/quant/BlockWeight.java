package dev.stoa.quant;

import dev.stoa.kernel.BlockDot;
import dev.stoa.kernel.Kernels;
import dev.stoa.runtime.Execution;
import dev.stoa.tensor.Shape;
import dev.stoa.tensor.Tensor;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * A matrix in int8 blocks of 32 weights with one float16 scale each, the Q8_0 format of GGUF, in
 * native memory. Immutable once it is made.
 *
 * <p>Few rows of x (decoding) are quantized too and multiplied in integers; many rows (prefill) are
 * multiplied in float32 by weights decoded a few rows at a time. The two differ by the rounding of
 * x to 8 bits.
 *
 * @param shape [rows, columns], columns a multiple of 32
 * @param blocks rows · columns / 32 blocks of 34 bytes, row by row, in native memory
 */
public record BlockWeight(Shape shape, MemorySegment blocks) implements Weight {
  /** From this many rows of x on, decoding the weights costs less than quantizing x would. */
  static final int FEW_ROWS = 8;

  private static final int VECTOR_CHUNK_BYTES = 1 << 16;

  /**
   * Checks that sizes fit together.
   *
   * @throws IllegalArgumentException if the shape is no matrix whose rows are a multiple of 32, or
   *     the memory has another size, or is not native
   */
  public BlockWeight {
    if (shape.rank() != 2 || shape.columns() % BlockDot.BLOCK != 0) {
      throw new IllegalArgumentException(
          "int8 blocks need a matrix with a multiple of 32 columns, not the shape " + shape);
    }
    long expected = (long) shape.rows() * rowBytes(shape.columns());
    if (blocks.byteSize() != expected || !blocks.isNative()) {
      throw new IllegalArgumentException(
          "a matrix %s in int8 blocks takes %d bytes of native memory, not %d bytes"
              .formatted(shape, expected, blocks.byteSize()));
    }
  }

  /**
   * Whether a parameter can be stored in this form.
   *
   * @param shape its shape
   * @return true for a matrix whose rows are a multiple of 32
   */
  public static boolean supports(Shape shape) {
    return shape.rank() == 2 && shape.columns() > 0 && shape.columns() % BlockDot.BLOCK == 0;
  }

  /**
   * Quantizes a matrix to 8 bits.
   *
   * @param matrix [rows, columns], columns a multiple of 32, finite values
   * @param arena where the blocks are kept; its segments must be native
   * @return the quantized matrix
   * @throws IllegalArgumentException if the shape is not supported
   */
  public static BlockWeight quantize(Tensor matrix, Arena arena) {
    if (!supports(matrix.shape())) {
      throw new IllegalArgumentException(
          "int8 blocks need a matrix with a multiple of 32 columns, not the shape "
              + matrix.shape());
    }
    long rowBytes = rowBytes(matrix.columns());
    MemorySegment blocks = arena.allocate(rowBytes * matrix.rows(), 64);
    for (int row = 0; row < matrix.rows(); row++) {
      Kernels.chosen()
          .q8()
          .encodeInto(
              blocks,
              row * rowBytes,
              matrix.data(),
              matrix.offset() + row * matrix.columns(),
              matrix.columns());
    }
    return new BlockWeight(matrix.shape(), blocks);
  }

  static long rowBytes(int columns) {
    return (long) columns / BlockDot.BLOCK * BlockDot.BLOCK_BYTES;
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
      task.prepare(execution.kernels().q8(), this, y, x);
      int grain = (int) Math.max(8, VECTOR_CHUNK_BYTES / rowBytes(columns()));
      execution.workers().forRange(rows(), grain, task);
    } else {
      BlockMatrixTask task =
          new BlockMatrixTask(execution.kernels().q8(), execution.kernels().product(), this);
      execution
          .workers()
          .forRange(rows(), BlockMatrixTask.ROWS, (from, to) -> task.addProduct(y, x, from, to));
    }
  }

  @Override
  public void addTransposedProduct(Execution execution, Tensor dX, Tensor dY) {
    BlockMatrixTask task =
        new BlockMatrixTask(execution.kernels().q8(), execution.kernels().product(), this);
    execution
        .workers()
        .forRange(
            columns(),
            BlockMatrixTask.COLUMNS,
            (from, to) -> task.addTransposedProduct(dX, dY, from, to));
  }

  @Override
  public void rowInto(float[] y, int yOffset, int row) {
    Kernels.chosen().q8().decodeInto(y, yOffset, blocks, row * rowBytes(columns()), columns());
  }
}
