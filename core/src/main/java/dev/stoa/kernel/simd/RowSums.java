package dev.stoa.kernel.simd;

import static dev.stoa.kernel.simd.Lanes.COUNT;
import static dev.stoa.kernel.simd.Lanes.FLOATS;

import jdk.incubator.vector.FloatVector;

/**
 * Sums over a row, each in four vector accumulators (one alone would wait for its own last
 * addition), folded in a fixed order, and a scalar rest.
 */
final class RowSums {
  private static final int STEP = 4 * COUNT;

  private RowSums() {}

  /** Σ x_i. */
  static float sum(float[] x, int xOffset, int n) {
    FloatVector s0 = FloatVector.zero(FLOATS);
    FloatVector s1 = s0;
    FloatVector s2 = s0;
    FloatVector s3 = s0;
    int i = 0;
    for (; i <= n - STEP; i += STEP) {
      int at = xOffset + i;
      s0 = s0.add(FloatVector.fromArray(FLOATS, x, at));
      s1 = s1.add(FloatVector.fromArray(FLOATS, x, at + COUNT));
      s2 = s2.add(FloatVector.fromArray(FLOATS, x, at + 2 * COUNT));
      s3 = s3.add(FloatVector.fromArray(FLOATS, x, at + 3 * COUNT));
    }
    float[] room = Lanes.room();
    s0.add(s1).add(s2.add(s3)).intoArray(room, 0);
    float sum = Lanes.sum(room, 0);
    for (; i < n; i++) {
      sum += x[xOffset + i];
    }
    return sum;
  }

  /** Σ (x_i − center)². */
  static float squares(float[] x, int xOffset, float center, int n) {
    FloatVector s0 = FloatVector.zero(FLOATS);
    FloatVector s1 = s0;
    FloatVector s2 = s0;
    FloatVector s3 = s0;
    int i = 0;
    for (; i <= n - STEP; i += STEP) {
      int at = xOffset + i;
      FloatVector x0 = FloatVector.fromArray(FLOATS, x, at).sub(center);
      FloatVector x1 = FloatVector.fromArray(FLOATS, x, at + COUNT).sub(center);
      FloatVector x2 = FloatVector.fromArray(FLOATS, x, at + 2 * COUNT).sub(center);
      FloatVector x3 = FloatVector.fromArray(FLOATS, x, at + 3 * COUNT).sub(center);
      s0 = x0.fma(x0, s0);
      s1 = x1.fma(x1, s1);
      s2 = x2.fma(x2, s2);
      s3 = x3.fma(x3, s3);
    }
    float[] room = Lanes.room();
    s0.add(s1).add(s2.add(s3)).intoArray(room, 0);
    float sum = Lanes.sum(room, 0);
    for (; i < n; i++) {
      float distance = x[xOffset + i] - center;
      sum = Math.fma(distance, distance, sum);
    }
    return sum;
  }

  /** Σ a_i b_i. */
  static float dot(float[] a, int aOffset, float[] b, int bOffset, int n) {
    FloatVector s0 = FloatVector.zero(FLOATS);
    FloatVector s1 = s0;
    FloatVector s2 = s0;
    FloatVector s3 = s0;
    int i = 0;
    for (; i <= n - STEP; i += STEP) {
      int j = aOffset + i;
      int k = bOffset + i;
      FloatVector a0 = FloatVector.fromArray(FLOATS, a, j);
      FloatVector a1 = FloatVector.fromArray(FLOATS, a, j + COUNT);
      FloatVector a2 = FloatVector.fromArray(FLOATS, a, j + 2 * COUNT);
      FloatVector a3 = FloatVector.fromArray(FLOATS, a, j + 3 * COUNT);
      s0 = a0.fma(FloatVector.fromArray(FLOATS, b, k), s0);
      s1 = a1.fma(FloatVector.fromArray(FLOATS, b, k + COUNT), s1);
      s2 = a2.fma(FloatVector.fromArray(FLOATS, b, k + 2 * COUNT), s2);
      s3 = a3.fma(FloatVector.fromArray(FLOATS, b, k + 3 * COUNT), s3);
    }
    float[] room = Lanes.room();
    s0.add(s1).add(s2.add(s3)).intoArray(room, 0);
    float sum = Lanes.sum(room, 0);
    for (; i < n; i++) {
      sum = Math.fma(a[aOffset + i], b[bOffset + i], sum);
    }
    return sum;
  }

  /** Σ a_i b_i (x_i − center), in two accumulators, as each term takes three loads. */
  static float tripleDot(
      float[] a, int aOffset, float[] b, int bOffset, float[] x, int xOffset, float center, int n) {
    FloatVector s0 = FloatVector.zero(FLOATS);
    FloatVector s1 = s0;
    int i = 0;
    for (; i <= n - 2 * COUNT; i += 2 * COUNT) {
      FloatVector a0 = FloatVector.fromArray(FLOATS, a, aOffset + i);
      FloatVector a1 = FloatVector.fromArray(FLOATS, a, aOffset + i + COUNT);
      FloatVector b0 = FloatVector.fromArray(FLOATS, b, bOffset + i);
      FloatVector b1 = FloatVector.fromArray(FLOATS, b, bOffset + i + COUNT);
      FloatVector x0 = FloatVector.fromArray(FLOATS, x, xOffset + i).sub(center);
      FloatVector x1 = FloatVector.fromArray(FLOATS, x, xOffset + i + COUNT).sub(center);
      s0 = a0.mul(b0).fma(x0, s0);
      s1 = a1.mul(b1).fma(x1, s1);
    }
    float[] room = Lanes.room();
    s0.add(s1).intoArray(room, 0);
    float sum = Lanes.sum(room, 0);
    for (; i < n; i++) {
      sum = Math.fma(a[aOffset + i] * b[bOffset + i], x[xOffset + i] - center, sum);
    }
    return sum;
  }
}
