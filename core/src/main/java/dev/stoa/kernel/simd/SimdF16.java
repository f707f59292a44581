package dev.stoa.kernel.simd;

import static jdk.incubator.vector.VectorOperators.ASHR;
import static jdk.incubator.vector.VectorOperators.LSHL;
import static jdk.incubator.vector.VectorOperators.S2I;

import dev.stoa.kernel.BlockFormat;
import dev.stoa.kernel.BlockInput;
import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.ShortVector;

/**
 * F16, which the Vector API does not know. Exponent and fraction of a float16, moved to those of a
 * float32, are a number 2¹¹² times too small, denormals among them; only infinities and NaN become
 * finite numbers that way. So the greatest magnitude of a row is taken along, and a row with one of
 * these is decoded by {@link Float#float16ToFloat}.
 */
final class SimdF16 extends SimdHalf {
  SimdF16() {
    super(BlockFormat.F16);
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
    ShortVector greatest = ShortVector.zero(SHORTS);
    for (int i = 0; i < k; i += 2 * LANES) {
      FloatVector evenX = FloatVector.fromArray(FLOATS, evens, pair + i / 2);
      FloatVector oddX = FloatVector.fromArray(FLOATS, odds, pair + i / 2);
      long w = at + 2L * i;
      IntVector both = IntVector.fromMemorySegment(INTS, weights, w, ORDER);
      greatest = greatest.max(both.reinterpretAsShorts().and(MAGNITUDE));
      IntVector even = both.lanewise(LSHL, 16).lanewise(ASHR, 3).and(KEPT);
      even0 = even.reinterpretAsFloats().mul(TOO_SMALL).fma(evenX, even0);
      IntVector odd = both.lanewise(ASHR, 3).and(KEPT);
      odd0 = odd.reinterpretAsFloats().mul(TOO_SMALL).fma(oddX, odd0);
      both = IntVector.fromMemorySegment(INTS, weights, w + distance, ORDER);
      greatest = greatest.max(both.reinterpretAsShorts().and(MAGNITUDE));
      even = both.lanewise(LSHL, 16).lanewise(ASHR, 3).and(KEPT);
      even1 = even.reinterpretAsFloats().mul(TOO_SMALL).fma(evenX, even1);
      odd = both.lanewise(ASHR, 3).and(KEPT);
      odd1 = odd.reinterpretAsFloats().mul(TOO_SMALL).fma(oddX, odd1);
      both = IntVector.fromMemorySegment(INTS, weights, w + 2 * distance, ORDER);
      greatest = greatest.max(both.reinterpretAsShorts().and(MAGNITUDE));
      even = both.lanewise(LSHL, 16).lanewise(ASHR, 3).and(KEPT);
      even2 = even.reinterpretAsFloats().mul(TOO_SMALL).fma(evenX, even2);
      odd = both.lanewise(ASHR, 3).and(KEPT);
      odd2 = odd.reinterpretAsFloats().mul(TOO_SMALL).fma(oddX, odd2);
      both = IntVector.fromMemorySegment(INTS, weights, w + 3 * distance, ORDER);
      greatest = greatest.max(both.reinterpretAsShorts().and(MAGNITUDE));
      even = both.lanewise(LSHL, 16).lanewise(ASHR, 3).and(KEPT);
      even3 = even.reinterpretAsFloats().mul(TOO_SMALL).fma(evenX, even3);
      odd = both.lanewise(ASHR, 3).and(KEPT);
      odd3 = odd.reinterpretAsFloats().mul(TOO_SMALL).fma(oddX, odd3);
    }
    even0.add(odd0).intoArray(dots, 0);
    even1.add(odd1).intoArray(dots, LANES);
    even2.add(odd2).intoArray(dots, 2 * LANES);
    even3.add(odd3).intoArray(dots, 3 * LANES);
    return greatest.lt(INFINITY).allTrue();
  }

  @Override
  float decoded(MemorySegment weights, long at) {
    return float16(weights, at);
  }

  @Override
  public void decodeInto(float[] y, int yOffset, MemorySegment weights, long weightsOffset, int n) {
    ShortVector greatest = ShortVector.zero(HALVES);
    int i = 0;
    for (; i <= n - LANES; i += LANES) {
      ShortVector s = ShortVector.fromMemorySegment(HALVES, weights, weightsOffset + 2L * i, ORDER);
      greatest = greatest.max(s.and(MAGNITUDE));
      IntVector bits = ((IntVector) s.convertShape(S2I, INTS, 0)).lanewise(LSHL, 13).and(KEPT);
      bits.reinterpretAsFloats().mul(TOO_SMALL).intoArray(y, yOffset + i);
    }
    for (int j = greatest.lt(INFINITY).allTrue() ? i : 0; j < n; j++) {
      y[yOffset + j] = float16(weights, weightsOffset + 2L * j);
    }
  }
}
