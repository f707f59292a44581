package dev.stoa.weight;

import dev.stoa.autograd.FrozenMatrix;
import dev.stoa.autograd.Operations;
import dev.stoa.autograd.Tape;
import dev.stoa.kernel.BlockDot;
import dev.stoa.kernel.BlockFormat;
import dev.stoa.kernel.Kernels;
import dev.stoa.kernel.block.BlockMatrix;
import dev.stoa.runtime.Execution;
import dev.stoa.tensor.Shape;
import dev.stoa.tensor.Tensor;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.LinkedHashMap;
import java.util.SequencedMap;

/**
 * A matrix in blocks of fewer bits than float32 has, in one of GGUF's formats, in native memory.
 * Immutable once it is made.
 *
 * <p>Few rows of x (decoding) are multiplied with the blocks as they are; where these hold
 * integers, x is rounded to 8 bits. Many rows (prefill) are multiplied in float32 by weights
 * decoded a few rows at a time. The two differ by the rounding of x.
 *
 * <p>The blocks are kept in the order in which the kernels of the format read them. Files have
 * whole rows one after the other, see {@link #ofRows}.
 */
public final class BlockWeight implements Weight, FrozenMatrix {
  /**
   * Up to so many rows of x the codes are multiplied; for more, weights are decoded once for all.
   */
  static final int FEW_ROWS = 8;

  private final Shape shape;
  private final BlockMatrix matrix;

  /**
   * The weight that some memory holds.
   *
   * @param format how the blocks are made
   * @param shape [rows, columns], columns a multiple of the format's block
   * @param blocks the blocks, in the order that the format keeps, in native memory
   * @throws IllegalArgumentException if the shape is no matrix whose rows are whole blocks, or the
   *     memory has another size, or is not native
   */
  public BlockWeight(BlockFormat format, Shape shape, MemorySegment blocks) {
    requireSupported(format, shape);
    requireSize(format, shape, blocks);
    if (!blocks.isNative()) {
      throw new IllegalArgumentException("the blocks are kept in native memory, not in an array");
    }
    this.shape = shape;
    matrix = new BlockMatrix(format, shape.rows(), shape.columns(), blocks);
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
    int n = matrix.rows();
    int columns = matrix.columns();
    BlockDot encoder = Kernels.chosen().blockDot(format);
    try (Arena passing = Arena.ofConfined()) {
      Arena place = BlockMatrix.isInOrderOfFiles(format, n, columns) ? arena : passing;
      MemorySegment rows = BlockMatrix.allocate(format, n, columns, place);
      encoder.encodeInto(rows, 0, matrix.data(), matrix.offset(), n * columns);
      return ofRows(format, matrix.shape(), rows, arena);
    }
  }

  /**
   * The weight whose rows stand one after the other, as files have them.
   *
   * @param format how the blocks are made
   * @param shape [rows, columns], columns a multiple of the format's block
   * @param rows the blocks, row by row; copied unless they are in native memory in the order that
   *     the format keeps
   * @param arena where copied blocks are kept; its segments must be native
   * @return the weight
   * @throws IllegalArgumentException if the shape is no matrix whose rows are whole blocks, or the
   *     memory has another size
   */
  public static BlockWeight ofRows(
      BlockFormat format, Shape shape, MemorySegment rows, Arena arena) {
    requireSupported(format, shape);
    requireSize(format, shape, rows);
    if (rows.isNative() && BlockMatrix.isInOrderOfFiles(format, shape.rows(), shape.columns())) {
      return new BlockWeight(format, shape, rows);
    }
    MemorySegment blocks = BlockMatrix.allocate(format, shape.rows(), shape.columns(), arena);
    BlockWeight weight = new BlockWeight(format, shape, blocks);
    weight.matrix.putRows(rows);
    return weight;
  }

  /**
   * The blocks row by row, as files have them.
   *
   * @param arena where they are kept
   * @return a copy
   */
  public MemorySegment toRows(Arena arena) {
    MemorySegment rows = BlockMatrix.allocate(format(), rows(), columns(), arena);
    matrix.rowsInto(rows);
    return rows;
  }

  /**
   * How the blocks are made.
   *
   * @return their format
   */
  public BlockFormat format() {
    return matrix.format();
  }

  @Override
  public Shape shape() {
    return shape;
  }

  /**
   * The blocks, in the order that the format keeps.
   *
   * @return the memory itself
   */
  public MemorySegment blocks() {
    return matrix.blocks();
  }

  @Override
  public long bytes() {
    return blocks().byteSize();
  }

  @Override
  public void addProduct(Execution execution, Tensor y, Tensor x) {
    BlockDot kernel = execution.kernels().blockDot(format());
    if (x.rows() <= FEW_ROWS) {
      BlockVectorTask task =
          execution.workspace().reuse(BlockVectorTask.class, BlockVectorTask::new);
      task.prepare(kernel, matrix, y, x);
      execution.workers().forRange(rows(), matrix.stretch(), task);
    } else {
      BlockMatrixTask task = new BlockMatrixTask(kernel, execution.kernels().product(), matrix);
      execution
          .workers()
          .forRange(rows(), task.rows(), (from, to) -> task.addProduct(y, x, from, to));
    }
  }

  @Override
  public void addTransposedProduct(Execution execution, Tensor dX, Tensor dY) {
    BlockDot kernel = execution.kernels().blockDot(format());
    BlockMatrixTask task = new BlockMatrixTask(kernel, execution.kernels().product(), matrix);
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
      if (indices[i] < 0 || indices[i] >= rows()) {
        throw new IllegalArgumentException(
            "rows: index %d is out of range: there are %d rows".formatted(indices[i], rows()));
      }
      rowInto(y.data(), y.offset() + i * columns(), indices[i]);
    }
    return y;
  }

  @Override
  public SequencedMap<String, Tensor> trainable() {
    return new LinkedHashMap<>();
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
    return shape().rows();
  }

  @Override
  public int columns() {
    return shape().columns();
  }

  void rowInto(float[] y, int yOffset, int row) {
    matrix.rowInto(Kernels.chosen().blockDot(format()), y, yOffset, row);
  }
}
