package dev.stoa.kernel;

/**
 * A matrix product as one writes it first: the form of a linear layer's forward pass, on matrices
 * without gaps, by one thread. {@link MatrixProduct} is what it grows into.
 *
 * <p>A kernel of your own implements this, is judged by {@code MatrixProductContract} and timed
 * beside the library's: {@code ./stoa bench matmul --with my.Kernel --class-path DIR}, where DIR
 * holds its compiled class, which has a public constructor without arguments.
 */
@FunctionalInterface
public interface Matmul {
  /**
   * C += A Bᵀ: c_ij += Σ_p a_ip b_jp.
   *
   * @param c m × n, row-major, accumulated
   * @param a m × k, row-major
   * @param b n × k, row-major
   * @param m rows of C
   * @param n columns of C
   * @param k length of the sums
   */
  void addABt(float[] c, float[] a, float[] b, int m, int n, int k);

  /**
   * A kernel of the library in this form.
   *
   * @param product the kernel
   * @return the same products, by the caller's thread
   */
  static Matmul of(MatrixProduct product) {
    return (c, a, b, m, n, k) -> product.addABt(c, 0, n, a, 0, k, b, 0, k, m, n, k);
  }
}
