package dev.stoa.kernel.simd;

import static dev.stoa.kernel.simd.Lanes.FLOATS;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorOperators;

/**
 * exp, and the sigmoid made of it, for a vector and, in the same steps with the same bits, for one
 * float.
 *
 * <p>exp x = 2ⁿ · exp r with n = x / ln 2 rounded to the nearest integer, so |r| ≤ ln 2 / 2. There
 * exp r = 1 + r + r² · q(r) with a polynomial q of degree 4, fitted for the least relative error
 * (3.1·10⁻⁹ before rounding; in float the result is within 2 units in the last place). n · ln 2 is
 * subtracted in two parts, of which the first has 9 bits (Cody and Waite 1980).
 *
 * <p>{@code lanewise(EXP)} is not used: interpreted and compiled code differ in the last bit.
 */
final class Exponential {
  /** Below this argument exp leaves the normal floats: the result is 0. */
  private static final float SMALLEST_ARGUMENT = -87.3f;

  /** Above this argument, 128 · ln 2, the result is infinite. */
  private static final float GREATEST_ARGUMENT = 88.72283f;

  private static final float LOG2_E = 1.442695f;
  private static final float LN2_HIGH = 0.693359375f;
  private static final float LN2_LOW = -2.1219444e-4f;

  /** 1.5 · 2²³: added to a small float it leaves the nearest integer in the lowest bits. */
  private static final float ROUND = 12582912f;

  private static final float Q0 = 0.49999994f;
  private static final float Q1 = 0.16666521f;
  private static final float Q2 = 0.04166839f;
  private static final float Q3 = 0.008368745f;
  private static final float Q4 = 0.001381454f;

  private Exponential() {}

  /** exp of every lane. −∞ gives 0, NaN gives NaN. */
  static FloatVector exp(FloatVector x) {
    FloatVector round = FloatVector.broadcast(FLOATS, ROUND);
    FloatVector rounded = x.fma(FloatVector.broadcast(FLOATS, LOG2_E), round);
    FloatVector n = rounded.sub(round);
    FloatVector r = n.fma(FloatVector.broadcast(FLOATS, -LN2_HIGH), x);
    r = n.fma(FloatVector.broadcast(FLOATS, -LN2_LOW), r);
    FloatVector q = FloatVector.broadcast(FLOATS, Q4);
    q = q.fma(r, FloatVector.broadcast(FLOATS, Q3));
    q = q.fma(r, FloatVector.broadcast(FLOATS, Q2));
    q = q.fma(r, FloatVector.broadcast(FLOATS, Q1));
    q = q.fma(r, FloatVector.broadcast(FLOATS, Q0));
    FloatVector p = q.fma(r.mul(r), r).add(1f);
    IntVector exponent = rounded.reinterpretAsInts().lanewise(VectorOperators.LSHL, 23);
    FloatVector result = p.reinterpretAsInts().add(exponent).reinterpretAsFloats();
    FloatVector overflow = x.mul(Float.MAX_VALUE);
    result = overflow.blend(result, x.compare(VectorOperators.LE, GREATEST_ARGUMENT));
    return result.blend(0f, x.compare(VectorOperators.LT, SMALLEST_ARGUMENT));
  }

  /** exp of one float, step for step as above. */
  static float exp(float x) {
    if (x < SMALLEST_ARGUMENT) {
      return 0;
    }
    if (!(x <= GREATEST_ARGUMENT)) {
      return x * Float.MAX_VALUE;
    }
    float rounded = Math.fma(x, LOG2_E, ROUND);
    float n = rounded - ROUND;
    float r = Math.fma(n, -LN2_HIGH, x);
    r = Math.fma(n, -LN2_LOW, r);
    float q = Math.fma(Q4, r, Q3);
    q = Math.fma(q, r, Q2);
    q = Math.fma(q, r, Q1);
    q = Math.fma(q, r, Q0);
    float p = Math.fma(q, r * r, r) + 1f;
    return Float.intBitsToFloat(
        Float.floatToRawIntBits(p) + (Float.floatToRawIntBits(rounded) << 23));
  }

  /** σ(z) = 1 / (1 + exp(−z)) of every lane. */
  static FloatVector sigmoid(FloatVector z) {
    return FloatVector.broadcast(FLOATS, 1).div(exp(z.neg()).add(1f));
  }

  /** σ(z) of one float. */
  static float sigmoid(float z) {
    return 1 / (1 + exp(-z));
  }
}
