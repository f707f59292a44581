package dev.stoa.kernel.simd;

import dev.stoa.kernel.MatrixProduct;
import dev.stoa.kernel.Sharing;

/**
 * Chooses the form of a product from its sizes: {@link FewRows} at memory speed for up to 8 rows,
 * {@link PackedProduct} for the rest.
 */
final class SimdMatrixProduct implements MatrixProduct {
  /** Multiply-adds below which a product is not worth two dispatches. */
  private static final int SMALL = 8 * Sharing.WORTHWHILE;

  /** What one caller needs, made once. */
  private static final class Forms {
    final Product product = new Product();
    final FewRows few = new FewRows(product);
    final PackedProduct packed = new PackedProduct(product);
  }

  private static final ThreadLocal<Forms> FORMS = ThreadLocal.withInitial(Forms::new);

  private final Sharing sharing;

  /**
   * A product that is shared.
   *
   * @param sharing divides the work between threads
   */
  SimdMatrixProduct(Sharing sharing) {
    this.sharing = sharing;
  }

  @Override
  public MatrixProduct sharedBy(Sharing sharing) {
    return new SimdMatrixProduct(sharing);
  }

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
    Forms form = FORMS.get();
    form.product
        .into(c, cOffset, cStride, m, n, k)
        .of(a, aOffset, aStride, 1)
        .times(b, bOffset, 1, bStride);
    run(form);
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
    Forms form = FORMS.get();
    form.product
        .into(c, cOffset, cStride, m, n, k)
        .of(a, aOffset, aStride, 1)
        .times(b, bOffset, bStride, 1);
    run(form);
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
    Forms form = FORMS.get();
    form.product
        .into(c, cOffset, cStride, m, n, k)
        .of(a, aOffset, 1, aStride)
        .times(b, bOffset, bStride, 1);
    run(form);
  }

  private void run(Forms form) {
    Product x = form.product;
    if (x.m > 0 && x.n > 0 && x.k > 0) {
      boolean small = (long) x.m * x.n * x.k < SMALL;
      run(small ? Sharing.ALONE : sharing, form);
    }
    x.clear();
  }

  private static void run(Sharing sharing, Forms form) {
    Product x = form.product;
    boolean turned = x.m > FewRows.MOST && x.n <= FewRows.MOST;
    if (turned) {
      x.transpose();
    }
    if (form.few.fits()) {
      form.few.run(sharing);
      return;
    }
    if (turned) {
      x.transpose();
    }
    form.packed.run(sharing);
  }
}
