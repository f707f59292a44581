package dev.stoa.generate;

import dev.stoa.kernel.MatrixProduct;
import dev.stoa.kernel.Sharing;

/** Adds nothing and allocates nothing. */
final class NoProduct implements MatrixProduct {
  @Override
  public void addABt(
      Sharing sharing,
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
      Sharing sharing,
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
      Sharing sharing,
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
