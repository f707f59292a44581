package dev.stoa.quant;

import dev.stoa.kernel.BlockDot;
import dev.stoa.kernel.RangeTask;
import dev.stoa.tensor.Tensor;

/** A few quantized rows of x times some rows of a block weight; kept by a workspace for reuse. */
final class BlockVectorTask implements RangeTask {
  private BlockDot kernel;
  private BlockWeight weight;
  private Tensor y;
  private int n;
  private short[] codes = new short[0];
  private float[] scales = new float[0];

  /** Quantizes x, once for all the ranges that follow. */
  void prepare(BlockDot kernel, BlockWeight weight, Tensor y, Tensor x) {
    this.kernel = kernel;
    this.weight = weight;
    this.y = y;
    n = x.rows();
    int size = x.size();
    if (codes.length < size) {
      codes = new short[size];
      scales = new float[size / BlockDot.BLOCK];
    }
    kernel.quantizeInto(codes, 0, scales, 0, x.data(), x.offset(), size);
  }

  @Override
  public void run(int from, int to) {
    int columns = weight.columns();
    for (int i = 0; i < n; i++) {
      kernel.addProduct(
          y.data(),
          y.offset() + i * weight.rows() + from,
          weight.blocks(),
          from * BlockWeight.rowBytes(columns),
          to - from,
          columns,
          codes,
          i * columns,
          scales,
          i * columns / BlockDot.BLOCK);
    }
  }
}
