package dev.stoa.weight;

import dev.stoa.kernel.BlockDot;
import dev.stoa.kernel.BlockInput;
import dev.stoa.kernel.RangeTask;
import dev.stoa.kernel.block.BlockMatrix;
import dev.stoa.tensor.Tensor;
import java.util.IdentityHashMap;
import java.util.Map;

/** A few prepared rows of x times some rows of a block weight; kept by a workspace for reuse. */
final class BlockVectorTask implements RangeTask {
  /** What each kernel prepared last: a model may have weights in several formats. */
  private final Map<BlockDot, BlockInput> inputs = new IdentityHashMap<>();

  private BlockDot kernel;
  private BlockMatrix matrix;
  private Tensor y;
  private int n;
  private BlockInput input;

  /** Prepares x, once for all the ranges that follow. */
  void prepare(BlockDot kernel, BlockMatrix matrix, Tensor y, Tensor x) {
    this.kernel = kernel;
    this.matrix = matrix;
    this.y = y;
    n = x.rows();
    input = kernel.prepare(inputs.get(kernel), x.data(), x.offset(), x.size());
    inputs.put(kernel, input);
  }

  @Override
  public void run(int from, int to) {
    matrix.addProduct(kernel, y.data(), y.offset(), input, n, from, to);
  }
}
