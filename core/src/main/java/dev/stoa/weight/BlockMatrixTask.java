package dev.stoa.weight;

import dev.stoa.kernel.BlockDot;
import dev.stoa.kernel.MatrixProduct;
import dev.stoa.kernel.block.BlockMatrix;
import dev.stoa.tensor.Tensor;

/**
 * Products of many rows with a block weight: a tile of the weight is decoded into a small array and
 * multiplied in float32, so that decoding costs little beside the product. Where a stretch is kept
 * transposed, its tile is decoded as it stands.
 *
 * @param decoder reads blocks
 * @param product multiplies floats
 * @param matrix the weight W
 */
record BlockMatrixTask(BlockDot decoder, MatrixProduct product, BlockMatrix matrix) {
  /** Rows of a tile, but where it is a whole stretch. */
  private static final int ROWS = 128;

  /** Floats of a tile, 256 KB: x is packed again for each. */
  private static final int FLOATS = ROWS * 512;

  private static final ThreadLocal<float[]> TILE = ThreadLocal.withInitial(() -> new float[FLOATS]);

  private boolean isTransposed() {
    return matrix.format().layout().isTransposed();
  }

  /** Rows of W that are multiplied at a time. */
  int rows() {
    return isTransposed() ? matrix.stretch() : ROWS;
  }

  /** Columns of W that are multiplied at a time: a power of two, so that panels are multiples. */
  int columns() {
    return Integer.highestOneBit(FLOATS / rows());
  }

  /** y += x Wᵀ for the outputs (rows of W) from ... to − 1, those of one call of {@link #rows}. */
  void addProduct(Tensor y, Tensor x, int from, int to) {
    float[] tile = TILE.get();
    int rows = to - from;
    for (int k = 0; k < matrix.columns(); k += columns()) {
      int width = Math.min(columns(), matrix.columns() - k);
      matrix.tileInto(decoder, tile, from, rows, k, width);
      addProduct(y, from, rows, x, k, width, tile, !isTransposed());
    }
  }

  /** dX += dY W for the inputs (columns of W) from ... to − 1, those of {@link #columns}. */
  void addTransposedProduct(Tensor dX, Tensor dY, int from, int to) {
    float[] tile = TILE.get();
    int width = to - from;
    for (int row = 0; row < matrix.rows(); row += rows()) {
      int rows = Math.min(rows(), matrix.rows() - row);
      matrix.tileInto(decoder, tile, row, rows, from, width);
      addProduct(dX, from, width, dY, row, rows, tile, isTransposed());
    }
  }

  /**
   * C += A B for n columns of C and k columns of A.
   *
   * @param c0 first of those columns of C
   * @param a0 first of those columns of A
   * @param tile B, [n, k] if it stands by columns, [k, n] if not
   */
  private void addProduct(
      Tensor c, int c0, int n, Tensor a, int a0, int k, float[] tile, boolean byColumns) {
    float[] y = c.data();
    int y0 = c.offset() + c0;
    float[] x = a.data();
    int x0 = a.offset() + a0;
    int yStride = c.columns();
    int xStride = a.columns();
    int m = a.rows();
    if (byColumns) {
      product.addABt(y, y0, yStride, x, x0, xStride, tile, 0, k, m, n, k);
    } else {
      product.addAB(y, y0, yStride, x, x0, xStride, tile, 0, n, m, n, k);
    }
  }
}
