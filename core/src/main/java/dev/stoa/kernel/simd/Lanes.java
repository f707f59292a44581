package dev.stoa.kernel.simd;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * The vectors that all kernels of this package use.
 *
 * <p>The kernels call the Vector API directly. A little method of our own that takes or returns a
 * vector is a trap: past some 25 operations of a compiled method (18,000 nodes) HotSpot inlines
 * none but the JDK's own methods, and what is not inlined gets its vectors as objects. The one
 * exception is {@link Exponential}, which stands near the beginning of its loops.
 */
final class Lanes {
  /**
   * The widest shape that this CPU has registers for, at most 512 bits. It is {@code static final},
   * for the compiler must see a constant.
   */
  static final VectorSpecies<Float> FLOATS =
      FloatVector.SPECIES_PREFERRED.length() > 16
          ? FloatVector.SPECIES_512
          : FloatVector.SPECIES_PREFERRED;

  /** Floats in a vector, a power of two. */
  static final int COUNT = FLOATS.length();

  private static final ThreadLocal<float[]> ROOM = ThreadLocal.withInitial(() -> new float[512]);

  private Lanes() {}

  /**
   * An array of 512 floats that belongs to this thread, for vectors whose lanes are to be summed
   * and for the scales of a block; its content is anything.
   */
  static float[] room() {
    return ROOM.get();
  }

  /** Sum of the floats of one vector. */
  static float sum(float[] lanes, int offset) {
    return sum(lanes, offset, COUNT);
  }

  /**
   * Sum of some floats, a multiple of four, four after four, always in this order. {@code
   * reduceLanes(ADD)} leaves its order open, and in fact changes it once compiled.
   */
  static float sum(float[] lanes, int offset, int count) {
    float sum = 0;
    for (int i = offset; i < offset + count; i += 4) {
      sum += (lanes[i] + lanes[i + 2]) + (lanes[i + 1] + lanes[i + 3]);
    }
    return sum;
  }
}
