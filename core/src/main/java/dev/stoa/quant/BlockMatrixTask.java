package dev.stoa.quant;

import dev.stoa.kernel.BlockDot;
import dev.stoa.kernel.MatrixProduct;
import dev.stoa.kernel.Sharing;
import dev.stoa.tensor.Tensor;

/**
 * Products of many rows with a block weight: a tile of the weight is decoded into a small array and
 * multiplied in float32, so that decoding costs little beside the product. Where all rows of a
 * stretch stand side by side, the tile is decoded as they stand: transposed.
 *
 * @param decoder reads blocks
 * @param product multiplies floats
 * @param weight the block weight
 */
record BlockMatrixTask(BlockDot decoder, MatrixProduct product, BlockWeight weight) {
  /** Rows of a tile, but where all rows of a stretch stand side by side. */
  private static final int ROWS = 128;

  /** Floats of a tile, 256 KB: x is packed again for each. */
  private static final int FLOATS = ROWS * 512;

  private static final ThreadLocal<float[]> TILE = ThreadLocal.withInitial(() -> new float[FLOATS]);

  /** Rows of W that are multiplied at a time. */
  int rows() {
    return weight.isTransposed() ? weight.stretch() : ROWS;
  }

  /** Columns of W that are multiplied at a time: a power of two, so that panels are multiples. */
  int columns() {
    return Integer.highestOneBit(FLOATS / rows());
  }

  /** y += x Wᵀ for the outputs (rows of W) from ... to − 1, those of one call of {@link #rows}. */
  void addProduct(Tensor y, Tensor x, int from, int to) {
    float[] tile = TILE.get();
    int rows = to - from;
    for (int k = 0; k < weight.columns(); k += columns()) {
      int width = Math.min(columns(), weight.columns() - k);
      if (weight.isTransposed()) {
        weight.decodeTransposedInto(decoder, tile, from, rows, k, width);
        product.addAB(
            Sharing.ALONE,
            y.data(),
            y.offset() + from,
            weight.rows(),
            x.data(),
            x.offset() + k,
            weight.columns(),
            tile,
            0,
            rows,
            x.rows(),
            rows,
            width);
      } else {
        weight.decodeInto(decoder, tile, 0, from, rows, k, width);
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
            rows,
            width);
      }
    }
  }

  /** dX += dY W for the inputs (columns of W) from ... to − 1, those of {@link #columns}. */
  void addTransposedProduct(Tensor dX, Tensor dY, int from, int to) {
    float[] tile = TILE.get();
    int width = to - from;
    for (int row = 0; row < weight.rows(); row += rows()) {
      int rows = Math.min(rows(), weight.rows() - row);
      if (weight.isTransposed()) {
        weight.decodeTransposedInto(decoder, tile, row, rows, from, width);
        product.addABt(
            Sharing.ALONE,
            dX.data(),
            dX.offset() + from,
            weight.columns(),
            dY.data(),
            dY.offset() + row,
            weight.rows(),
            tile,
            0,
            rows,
            dY.rows(),
            width,
            rows);
      } else {
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
}
