package dev.stoa.kernel.simd;

import jdk.incubator.vector.FloatVector;

/**
 * Sums over a row, each in four vector accumulators (one alone would wait for its own last
 * addition), folded in a fixed order, and a scalar tail.
 */
final class RowSums {
  private static final int STEP = 4 * Lanes.COUNT;

  private RowSums() {}

  /** Σ x_i. */
  static float sum(float[] x, int xOffset, int n) {
    FloatVector s0 = Lanes.broadcast(0);
    FloatVector s1 = s0;
    FloatVector s2 = s0;
    FloatVector s3 = s0;
    int i = 0;
    for (; i <= n - STEP; i += STEP) {
      s0 = s0.add(Lanes.load(x, xOffset + i));
      s1 = s1.add(Lanes.load(x, xOffset + i + Lanes.COUNT));
      s2 = s2.add(Lanes.load(x, xOffset + i + 2 * Lanes.COUNT));
      s3 = s3.add(Lanes.load(x, xOffset + i + 3 * Lanes.COUNT));
    }
    float sum = fold(s0, s1, s2, s3);
    for (; i < n; i++) {
      sum += x[xOffset + i];
    }
    return sum;
  }

  /** Σ (x_i − center)². */
  static float squares(float[] x, int xOffset, float center, int n) {
    FloatVector s0 = Lanes.broadcast(0);
    FloatVector s1 = s0;
    FloatVector s2 = s0;
    FloatVector s3 = s0;
    int i = 0;
    for (; i <= n - STEP; i += STEP) {
      s0 = addSquare(s0, Lanes.load(x, xOffset + i).sub(center));
      s1 = addSquare(s1, Lanes.load(x, xOffset + i + Lanes.COUNT).sub(center));
      s2 = addSquare(s2, Lanes.load(x, xOffset + i + 2 * Lanes.COUNT).sub(center));
      s3 = addSquare(s3, Lanes.load(x, xOffset + i + 3 * Lanes.COUNT).sub(center));
    }
    float sum = fold(s0, s1, s2, s3);
    for (; i < n; i++) {
      float distance = x[xOffset + i] - center;
      sum = Lanes.multiplyAdd(distance, distance, sum);
    }
    return sum;
  }

  /** Σ a_i b_i. */
  static float dot(float[] a, int aOffset, float[] b, int bOffset, int n) {
    FloatVector s0 = Lanes.broadcast(0);
    FloatVector s1 = s0;
    FloatVector s2 = s0;
    FloatVector s3 = s0;
    int i = 0;
    for (; i <= n - STEP; i += STEP) {
      s0 = addProduct(s0, a, aOffset + i, b, bOffset + i);
      s1 = addProduct(s1, a, aOffset + i + Lanes.COUNT, b, bOffset + i + Lanes.COUNT);
      s2 = addProduct(s2, a, aOffset + i + 2 * Lanes.COUNT, b, bOffset + i + 2 * Lanes.COUNT);
      s3 = addProduct(s3, a, aOffset + i + 3 * Lanes.COUNT, b, bOffset + i + 3 * Lanes.COUNT);
    }
    float sum = fold(s0, s1, s2, s3);
    for (; i < n; i++) {
      sum = Lanes.multiplyAdd(a[aOffset + i], b[bOffset + i], sum);
    }
    return sum;
  }

  /** Σ a_i b_i (x_i − center). */
  static float tripleDot(
      float[] a, int aOffset, float[] b, int bOffset, float[] x, int xOffset, float center, int n) {
    FloatVector s0 = Lanes.broadcast(0);
    FloatVector s1 = s0;
    FloatVector s2 = s0;
    FloatVector s3 = s0;
    int i = 0;
    for (; i <= n - STEP; i += STEP) {
      int j = i + Lanes.COUNT;
      s0 = addTriple(s0, a, aOffset + i, b, bOffset + i, x, xOffset + i, center);
      s1 = addTriple(s1, a, aOffset + j, b, bOffset + j, x, xOffset + j, center);
      j += Lanes.COUNT;
      s2 = addTriple(s2, a, aOffset + j, b, bOffset + j, x, xOffset + j, center);
      j += Lanes.COUNT;
      s3 = addTriple(s3, a, aOffset + j, b, bOffset + j, x, xOffset + j, center);
    }
    float sum = fold(s0, s1, s2, s3);
    for (; i < n; i++) {
      float product = a[aOffset + i] * b[bOffset + i];
      sum = Lanes.multiplyAdd(product, x[xOffset + i] - center, sum);
    }
    return sum;
  }

  private static FloatVector addSquare(FloatVector sum, FloatVector x) {
    return Lanes.multiplyAdd(x, x, sum);
  }

  private static FloatVector addProduct(FloatVector sum, float[] a, int i, float[] b, int j) {
    return Lanes.multiplyAdd(Lanes.load(a, i), Lanes.load(b, j), sum);
  }

  private static FloatVector addTriple(
      FloatVector sum, float[] a, int i, float[] b, int j, float[] x, int l, float center) {
    FloatVector product = Lanes.load(a, i).mul(Lanes.load(b, j));
    return Lanes.multiplyAdd(product, Lanes.load(x, l).sub(center), sum);
  }

  private static float fold(FloatVector s0, FloatVector s1, FloatVector s2, FloatVector s3) {
    return Lanes.sum(s0.add(s1).add(s2.add(s3)));
  }
}
