package dev.stoa.generate;

import dev.stoa.kernel.MatrixProduct;
import dev.stoa.kernel.Sharing;

/** Adds nothing and allocates nothing. */
final class NoProduct implements MatrixProduct {
  @Override
  public MatrixProduct sharedBy(Sharing sharing) {
    return this;
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
      int k) {}

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
      int k) {}

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
      int k) {}
}
