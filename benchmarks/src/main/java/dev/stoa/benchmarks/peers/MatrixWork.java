package dev.stoa.benchmarks.peers;

import dev.stoa.kernel.Kernels;
import dev.stoa.kernel.MatrixProduct;
import dev.stoa.kernel.Sharing;
import dev.stoa.runtime.Workers;
import java.util.Random;

/**
 * Matrix products to compare: C += A B in one of the three forms, once or for a batch of them,
 * whose matrices stand behind each other.
 *
 * @param form how A and B are stored
 * @param m rows of C
 * @param n columns of C
 * @param k length of the sums
 * @param batch how many products
 */
public record MatrixWork(Form form, int m, int n, int k, int batch) {

  /** How the operands are stored. */
  public enum Form {
    /** A m × k, B k × n. */
    A_B,
    /** A m × k, B n × k. */
    A_B_TRANSPOSED,
    /** A k × m, B k × n. */
    A_TRANSPOSED_B
  }

  /**
   * Values of A.
   *
   * @return uniform in (−1, 1)
   */
  public float[] a() {
    return random(1, batch * m * k);
  }

  /**
   * Values of B.
   *
   * @return uniform in (−1, 1)
   */
  public float[] b() {
    return random(2, batch * n * k);
  }

  /**
   * The number of values of C.
   *
   * @return batch · m · n
   */
  public int sizeOfC() {
    return batch * m * n;
  }

  private static float[] random(int seed, int size) {
    Random random = new Random(seed);
    float[] values = new float[size];
    for (int i = 0; i < size; i++) {
      values[i] = random.nextFloat(-1, 1);
    }
    return values;
  }

  /**
   * C += A B as Stoa does it: the threads share one product, or the products of a batch.
   *
   * @param workers the threads
   * @param c accumulated
   * @param a left operands
   * @param b right operands
   */
  public void run(Workers workers, float[] c, float[] a, float[] b) {
    if (batch == 1) {
      run(workers, 0, c, a, b);
    } else {
      workers.forRange(
          batch,
          1,
          (from, to) -> {
            for (int i = from; i < to; i++) {
              run(Sharing.ALONE, i, c, a, b);
            }
          });
    }
  }

  private void run(Sharing sharing, int i, float[] c, float[] a, float[] b) {
    MatrixProduct product = Kernels.chosen().product().sharedBy(sharing);
    int c0 = i * m * n;
    int a0 = i * m * k;
    int b0 = i * n * k;
    switch (form) {
      case A_B -> product.addAB(c, c0, n, a, a0, k, b, b0, n, m, n, k);
      case A_B_TRANSPOSED -> product.addABt(c, c0, n, a, a0, k, b, b0, k, m, n, k);
      case A_TRANSPOSED_B -> product.addAtB(c, c0, n, a, a0, m, b, b0, n, m, n, k);
    }
  }

  /**
   * How far two results of one call on zeros are apart. Two sums of the same k products, each in
   * its own order, differ by at most 2 (k + 2) · 2⁻²⁴ · Σ|terms|.
   *
   * @param workers the threads
   * @param ours one result
   * @param theirs the other
   * @param a left operands
   * @param b right operands
   * @return the greatest difference as a share of that bound
   */
  public double error(Workers workers, float[] ours, float[] theirs, float[] a, float[] b) {
    float[] terms = new float[ours.length];
    run(workers, terms, absolute(a), absolute(b));
    return Difference.greatest(ours, theirs, i -> 2 * (k + 2) * 0x1p-24 * terms[i]);
  }

  private static float[] absolute(float[] x) {
    float[] y = new float[x.length];
    for (int i = 0; i < x.length; i++) {
      y[i] = Math.abs(x[i]);
    }
    return y;
  }
}
