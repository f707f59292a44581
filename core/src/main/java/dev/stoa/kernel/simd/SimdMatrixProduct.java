package dev.stoa.kernel.simd;

import static dev.stoa.kernel.simd.PackedProduct.Sums.IN_COLUMNS;
import static dev.stoa.kernel.simd.PackedProduct.Sums.IN_ROWS;

import dev.stoa.kernel.MatrixProduct;

/**
 * Chooses the form of a product from its sizes: {@link FewRows} at memory speed for up to 4 rows,
 * {@link PackedProduct} for the rest.
 */
final class SimdMatrixProduct implements MatrixProduct {
  /** Storing one result transposed costs about as much as packing three floats. */
  private static final long TRANSPOSED_STORE = 3;

  private final ThreadLocal<PackedProduct> packed = ThreadLocal.withInitial(PackedProduct::new);

  @Override
  public void addABt(
      float[] c,
      int cOffset,
      int cStride,
      float[] a,
      int aOffset,
      int aStride,
      float[] b,
      int bOffset,
      int bStride,
      int m,
      int n,
      int k) {
    if (m == 0 || n == 0 || k == 0) {
      return;
    }
    if (m <= FewRows.MOST) {
      FewRows.addABt(c, cOffset, cStride, 1, a, aOffset, aStride, b, bOffset, bStride, m, n, k);
    } else if (n <= FewRows.MOST) {
      // C = A Bᵀ is the same as Cᵀ = B Aᵀ.
      FewRows.addABt(c, cOffset, 1, cStride, b, bOffset, bStride, a, aOffset, aStride, n, m, k);
    } else if (packingB(n, k) <= packingA(m, n, k)) {
      PackedProduct product = packed.get();
      product.add(
          c, cOffset, cStride, 1, IN_ROWS, a, aOffset, aStride, IN_ROWS, b, bOffset, bStride, m, n,
          k);
    } else {
      PackedProduct product = packed.get();
      product.add(
          c, cOffset, 1, cStride, IN_ROWS, b, bOffset, bStride, IN_ROWS, a, aOffset, aStride, n, m,
          k);
    }
  }

  /** Cost of addABt besides the multiply-adds, in floats moved, when B is the packed operand. */
  private static long packingB(int n, int k) {
    return (long) n * k;
  }

  /** The same when A is packed: each block of k stores its results transposed. */
  private static long packingA(int m, int n, int k) {
    int blocks = Math.ceilDiv(k, PackedProduct.BLOCK);
    return (long) m * k + TRANSPOSED_STORE * m * n * blocks;
  }

  @Override
  public void addAB(
      float[] c,
      int cOffset,
      int cStride,
      float[] a,
      int aOffset,
      int aStride,
      float[] b,
      int bOffset,
      int bStride,
      int m,
      int n,
      int k) {
    if (m == 0 || n == 0 || k == 0) {
      return;
    }
    if (m <= FewRows.MOST) {
      FewRows.addAB(c, cOffset, cStride, a, aOffset, aStride, b, bOffset, bStride, m, n, k);
    } else {
      PackedProduct product = packed.get();
      product.add(
          c,
          cOffset,
          cStride,
          1,
          IN_ROWS,
          a,
          aOffset,
          aStride,
          IN_COLUMNS,
          b,
          bOffset,
          bStride,
          m,
          n,
          k);
    }
  }

  @Override
  public void addAtB(
      float[] c,
      int cOffset,
      int cStride,
      float[] a,
      int aOffset,
      int aStride,
      float[] b,
      int bOffset,
      int bStride,
      int m,
      int n,
      int k) {
    if (m == 0 || n == 0 || k == 0) {
      return;
    }
    PackedProduct product = packed.get();
    product.add(
        c,
        cOffset,
        cStride,
        1,
        IN_COLUMNS,
        a,
        aOffset,
        aStride,
        IN_COLUMNS,
        b,
        bOffset,
        bStride,
        m,
        n,
        k);
  }
}
