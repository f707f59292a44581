package dev.stoa.weight;

import dev.stoa.kernel.BlockDot;
import dev.stoa.kernel.BlockInput;
import dev.stoa.kernel.RangeTask;
import dev.stoa.tensor.Tensor;

/** A few prepared rows of x times some rows of a block weight; kept by a workspace for reuse. */
final class BlockVectorTask implements RangeTask {
  private BlockDot kernel;
  private BlockWeight weight;
  private Tensor y;
  private int n;
  private BlockInput input = BlockInput.ofSize(0);

  /** Prepares x, once for all the ranges that follow. */
  void prepare(BlockDot kernel, BlockWeight weight, Tensor y, Tensor x) {
    this.kernel = kernel;
    this.weight = weight;
    this.y = y;
    n = x.rows();
    int size = x.size();
    if (input.values().length < size) {
      input = BlockInput.ofSize(size);
    }
    kernel.prepare(input, x.data(), x.offset(), size);
  }

  @Override
  public void run(int from, int to) {
    int columns = weight.columns();
    for (int column = 0; column < columns; column += weight.panel()) {
      for (int i = 0; i < n; i++) {
        kernel.addProduct(
            y.data(),
            y.offset() + i * weight.rows() + from,
            weight.blocks(),
            weight.offset(from, column),
            to - from,
            weight.width(column),
            input,
            i * columns + column);
      }
    }
  }
}
