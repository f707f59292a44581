package dev.stoa.quant;

import dev.stoa.kernel.BlockDot;
import dev.stoa.kernel.MatrixProduct;
import dev.stoa.kernel.Sharing;
import dev.stoa.tensor.Tensor;

/**
 * Products of many rows with a block weight: a tile of the weight is decoded into a small array and
 * multiplied in float32, so that decoding costs little beside the product.
 *
 * @param decoder reads blocks
 * @param product multiplies floats
 * @param weight the block weight
 */
record BlockMatrixTask(BlockDot decoder, MatrixProduct product, BlockWeight weight) {
  /** Rows of a tile. */
  static final int ROWS = 128;

  /** Columns of a tile: 256 KB of floats in all, since x is packed again for each. */
  static final int COLUMNS = 512;

  private static final ThreadLocal<float[]> TILE =
      ThreadLocal.withInitial(() -> new float[ROWS * COLUMNS]);

  /** y += x Wᵀ for the outputs (rows of W) from ... to − 1, at most ROWS of them. */
  void addProduct(Tensor y, Tensor x, int from, int to) {
    float[] tile = TILE.get();
    for (int k = 0; k < weight.columns(); k += COLUMNS) {
      int width = Math.min(COLUMNS, weight.columns() - k);
      weight.decodeInto(decoder, tile, 0, from, to - from, k, width);
      product.addABt(
          Sharing.ALONE,
          y.data(),
          y.offset() + from,
          weight.rows(),
          x.data(),
          x.offset() + k,
          weight.columns(),
          tile,
          0,
          width,
          x.rows(),
          to - from,
          width);
    }
  }

  /** dX += dY W for the inputs (columns of W) from ... to − 1, at most COLUMNS of them. */
  void addTransposedProduct(Tensor dX, Tensor dY, int from, int to) {
    float[] tile = TILE.get();
    int width = to - from;
    for (int row = 0; row < weight.rows(); row += ROWS) {
      int rows = Math.min(ROWS, weight.rows() - row);
      weight.decodeInto(decoder, tile, 0, row, rows, from, width);
      product.addAB(
          Sharing.ALONE,
          dX.data(),
          dX.offset() + from,
          weight.columns(),
          dY.data(),
          dY.offset() + row,
          weight.rows(),
          tile,
          0,
          width,
          dY.rows(),
          width,
          rows);
    }
  }
}
