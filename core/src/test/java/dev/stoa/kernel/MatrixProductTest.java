package dev.stoa.kernel;

import dev.stoa.contract.core.MatrixProductContract;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;

@DisplayName("Matrix products")
class MatrixProductTest {

  @Nested
  @DisplayName("of the scalar kernel")
  class Scalar extends Adapter {
    Scalar() {
      super(Kernels.scalar().product());
    }
  }

  @Nested
  @DisplayName("of the chosen kernel")
  class Chosen extends Adapter {
    Chosen() {
      super(Kernels.chosen().product());
    }
  }

  /** Runs a kernel at odd offsets and strides. */
  abstract static class Adapter extends MatrixProductContract {
    private final MatrixProduct product;

    Adapter(MatrixProduct product) {
      this.product = product;
    }

    /** One of the three methods of the interface. */
    private interface Form {
      void add(
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

    @Override
    protected void addABt(float[] c, float[] a, float[] b, int m, int n, int k) {
      run(product::addABt, c, padded(a, m, k), padded(b, n, k), m, n, k);
    }

    @Override
    protected void addAB(float[] c, float[] a, float[] b, int m, int n, int k) {
      run(product::addAB, c, padded(a, m, k), padded(b, k, n), m, n, k);
    }

    @Override
    protected void addAtB(float[] c, float[] a, float[] b, int m, int n, int k) {
      run(product::addAtB, c, padded(a, k, m), padded(b, k, n), m, n, k);
    }

    private static Padded padded(float[] x, int rows, int columns) {
      return new Padded(x, rows, columns, 3 + columns % 5, 1 + rows % 7);
    }

    private static void run(Form form, float[] c, Padded a, Padded b, int m, int n, int k) {
      Padded result = padded(c, m, n);
      form.add(
          result.array,
          result.offset,
          result.stride,
          a.array,
          a.offset,
          a.stride,
          b.array,
          b.offset,
          b.stride,
          m,
          n,
          k);
      result.copyInto(c);
      a.assertUnchanged("A");
      b.assertUnchanged("B");
    }
  }
}
