package dev.stoa.kernel;

/**
 * Product of two matrices, added to a third, in the three forms of a linear layer.
 *
 * <p>All matrices are row-major float32 in plain arrays: element (i, j) of C stands at {@code
 * c[cOffset + i * cStride + j]}. The result has m rows and n columns; k is the length of the sums.
 * C is accumulated, so a caller fills it with the bias, or with zeros, first. C must not overlap A
 * or B. No sizes are checked beyond the arrays' own bounds: shapes are checked where tensors meet.
 *
 * <p>Implementations are stateless for their callers and safe to use from many threads. The
 * caller's thread does all the work, until the product is {@linkplain #sharedBy shared}. The order
 * in which one element is summed depends on the sizes, offsets and arrays of the call alone, so
 * equal calls give equal bits, whatever the threads. Zero m, n or k leaves C as it was.
 */
public interface MatrixProduct {
  /**
   * The same product, whose work is divided between threads. One that goes on doing it all itself
   * is right too, and slower.
   *
   * @param sharing divides the work; it sets who may call, and when
   * @return a product for the callers of this sharing
   */
  MatrixProduct sharedBy(Sharing sharing);

  /**
   * C += A Bᵀ: the forward pass of a linear layer, y += x Wᵀ, where both operands are read along
   * their rows.
   *
   * @param c m × n, accumulated
   * @param cOffset first element of C
   * @param cStride distance of two rows of C
   * @param a m × k
   * @param aOffset first element of A
   * @param aStride distance of two rows of A
   * @param b n × k
   * @param bOffset first element of B
   * @param bStride distance of two rows of B
   * @param m rows of C
   * @param n columns of C
   * @param k length of the sums
   */
  void addABt(
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
      int k);

  /**
   * C += A B: the gradient to the input of a linear layer, dX += dY W.
   *
   * @param c m × n, accumulated
   * @param cOffset first element of C
   * @param cStride distance of two rows of C
   * @param a m × k
   * @param aOffset first element of A
   * @param aStride distance of two rows of A
   * @param b k × n
   * @param bOffset first element of B
   * @param bStride distance of two rows of B
   * @param m rows of C
   * @param n columns of C
   * @param k length of the sums
   */
  void addAB(
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
      int k);

  /**
   * C += Aᵀ B: the gradient to the weight of a linear layer, dW += dYᵀ x.
   *
   * @param c m × n, accumulated
   * @param cOffset first element of C
   * @param cStride distance of two rows of C
   * @param a k × m
   * @param aOffset first element of A
   * @param aStride distance of two rows of A
   * @param b k × n
   * @param bOffset first element of B
   * @param bStride distance of two rows of B
   * @param m rows of C
   * @param n columns of C
   * @param k length of the sums
   */
  void addAtB(
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
      int k);
}
