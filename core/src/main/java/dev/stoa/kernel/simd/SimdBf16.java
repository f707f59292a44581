package dev.stoa.kernel.simd;

import static jdk.incubator.vector.VectorOperators.LSHL;
import static jdk.incubator.vector.VectorOperators.ZERO_EXTEND_S2I;

import dev.stoa.kernel.BlockFormat;
import dev.stoa.kernel.BlockInput;
import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.ShortVector;

/** BF16. A weight is the upper half of a float: a shift or a mask decodes it. */
final class SimdBf16 extends SimdHalf {
  /** The bits of the second of two weights in an int. */
  private static final int UPPER = 0xFFFF0000;

  SimdBf16() {
    super(BlockFormat.BF16);
  }

  @Override
  boolean dotsInto(
      float[] dots,
      MemorySegment weights,
      long at,
      long distance,
      int k,
      BlockInput input,
      int pair) {
    float[] evens = input.evens();
    float[] odds = input.odds();
    FloatVector even0 = FloatVector.zero(FLOATS);
    FloatVector even1 = even0;
    FloatVector even2 = even0;
    FloatVector even3 = even0;
    FloatVector odd0 = even0;
    FloatVector odd1 = even0;
    FloatVector odd2 = even0;
    FloatVector odd3 = even0;
    for (int i = 0; i < k; i += 2 * LANES) {
      FloatVector evenX = FloatVector.fromArray(FLOATS, evens, pair + i / 2);
      FloatVector oddX = FloatVector.fromArray(FLOATS, odds, pair + i / 2);
      long w = at + 2L * i;
      IntVector both = IntVector.fromMemorySegment(INTS, weights, w, ORDER);
      even0 = both.lanewise(LSHL, 16).reinterpretAsFloats().fma(evenX, even0);
      odd0 = both.and(UPPER).reinterpretAsFloats().fma(oddX, odd0);
      both = IntVector.fromMemorySegment(INTS, weights, w + distance, ORDER);
      even1 = both.lanewise(LSHL, 16).reinterpretAsFloats().fma(evenX, even1);
      odd1 = both.and(UPPER).reinterpretAsFloats().fma(oddX, odd1);
      both = IntVector.fromMemorySegment(INTS, weights, w + 2 * distance, ORDER);
      even2 = both.lanewise(LSHL, 16).reinterpretAsFloats().fma(evenX, even2);
      odd2 = both.and(UPPER).reinterpretAsFloats().fma(oddX, odd2);
      both = IntVector.fromMemorySegment(INTS, weights, w + 3 * distance, ORDER);
      even3 = both.lanewise(LSHL, 16).reinterpretAsFloats().fma(evenX, even3);
      odd3 = both.and(UPPER).reinterpretAsFloats().fma(oddX, odd3);
    }
    even0.add(odd0).intoArray(dots, 0);
    even1.add(odd1).intoArray(dots, LANES);
    even2.add(odd2).intoArray(dots, 2 * LANES);
    even3.add(odd3).intoArray(dots, 3 * LANES);
    return true;
  }

  @Override
  float decoded(MemorySegment weights, long at) {
    return Float.intBitsToFloat(weights.get(SHORT, at) << 16);
  }

  @Override
  public void decodeInto(float[] y, int yOffset, MemorySegment weights, long weightsOffset, int n) {
    int i = 0;
    for (; i <= n - LANES; i += LANES) {
      ShortVector s = ShortVector.fromMemorySegment(HALVES, weights, weightsOffset + 2L * i, ORDER);
      IntVector bits = (IntVector) s.convertShape(ZERO_EXTEND_S2I, INTS, 0);
      bits.lanewise(LSHL, 16).reinterpretAsFloats().intoArray(y, yOffset + i);
    }
    for (; i < n; i++) {
      y[yOffset + i] = decoded(weights, weightsOffset + 2L * i);
    }
  }
}
