package dev.stoa.kernel.simd;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorShuffle;
import jdk.incubator.vector.VectorSpecies;

/**
 * The vectors that all kernels of this package use, and the two operations whose rounding is
 * decided in one place: the multiply-add and the fold of lanes.
 *
 * <p>Every field is {@code static final}, or the compiler would not see a constant shape and would
 * put each vector into an object.
 */
final class Lanes {
  /** The widest shape that this CPU has registers for, at most 512 bits. */
  static final VectorSpecies<Float> FLOATS =
      FloatVector.SPECIES_PREFERRED.length() > 16
          ? FloatVector.SPECIES_512
          : FloatVector.SPECIES_PREFERRED;

  /** Floats in a vector. */
  static final int COUNT = FLOATS.length();

  /** Whether a · b + c is rounded once. Decided at start, for vectors and tails alike. */
  static final boolean FMA = HotSpot.hasFusedMultiplyAdd();

  private static final VectorShuffle<Float> ROTATE_8 = rotate(8);
  private static final VectorShuffle<Float> ROTATE_4 = rotate(4);
  private static final VectorShuffle<Float> ROTATE_2 = rotate(2);
  private static final VectorShuffle<Float> ROTATE_1 = rotate(1);

  private Lanes() {}

  private static VectorShuffle<Float> rotate(int lanes) {
    return VectorShuffle.iota(FLOATS, lanes, 1, true);
  }

  /** COUNT floats from an array. */
  static FloatVector load(float[] x, int index) {
    return FloatVector.fromArray(FLOATS, x, index);
  }

  /** One float in every lane. */
  static FloatVector broadcast(float x) {
    return FloatVector.broadcast(FLOATS, x);
  }

  /** The greatest n' ≤ n that is a multiple of COUNT. */
  static int floor(int n) {
    return n & -COUNT;
  }

  /** a · b + c. */
  static FloatVector multiplyAdd(FloatVector a, FloatVector b, FloatVector c) {
    return FMA ? a.fma(b, c) : a.mul(b).add(c);
  }

  /** a · b + c with the rounding of the vectors, for the elements left over. */
  static float multiplyAdd(float a, float b, float c) {
    return FMA ? Math.fma(a, b, c) : a * b + c;
  }

  /**
   * Sum of the lanes: the upper half is added to the lower until one is left. {@code
   * reduceLanes(ADD)} leaves its order open, and in fact changes it once compiled.
   */
  static float sum(FloatVector v) {
    if (COUNT > 8) {
      v = v.add(v.rearrange(ROTATE_8));
    }
    if (COUNT > 4) {
      v = v.add(v.rearrange(ROTATE_4));
    }
    if (COUNT > 2) {
      v = v.add(v.rearrange(ROTATE_2));
    }
    return v.add(v.rearrange(ROTATE_1)).lane(0);
  }
}
