package dev.stoa.kernel.simd;

import static jdk.incubator.vector.VectorOperators.LSHL;
import static jdk.incubator.vector.VectorOperators.ZERO_EXTEND_S2I;

import dev.stoa.kernel.BlockFormat;
import dev.stoa.kernel.BlockInput;
import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.ShortVector;
import jdk.incubator.vector.VectorSpecies;

/** BF16. A weight is the upper half of a float, so a shift decodes it. */
final class SimdBf16 extends SimdBlockDot {
  /** As many shorts as a vector has floats. */
  private static final VectorSpecies<Short> HALVES =
      FLOATS.length() == 8 ? ShortVector.SPECIES_128 : ShortVector.SPECIES_64;

  private static final VectorSpecies<Integer> INTS =
      FLOATS.length() == 8 ? IntVector.SPECIES_256 : IntVector.SPECIES_128;

  private static final int LANES = FLOATS.length();

  SimdBf16() {
    super(BlockFormat.BF16);
  }

  @Override
  public void prepare(BlockInput input, float[] x, int xOffset, int n) {
    System.arraycopy(x, xOffset, input.values(), 0, n);
  }

  @Override
  float dot(MemorySegment weights, long at, int k, BlockInput input, int first) {
    float[] x = input.values();
    FloatVector sum0 = FloatVector.zero(FLOATS);
    FloatVector sum1 = sum0;
    FloatVector sum2 = sum0;
    FloatVector sum3 = sum0;
    int i = 0;
    for (; i <= k - 4 * LANES; i += 4 * LANES) {
      long w = at + 2L * i;
      ShortVector s0 = ShortVector.fromMemorySegment(HALVES, weights, w, ORDER);
      ShortVector s1 = ShortVector.fromMemorySegment(HALVES, weights, w + 2 * LANES, ORDER);
      ShortVector s2 = ShortVector.fromMemorySegment(HALVES, weights, w + 4 * LANES, ORDER);
      ShortVector s3 = ShortVector.fromMemorySegment(HALVES, weights, w + 6 * LANES, ORDER);
      IntVector i0 = (IntVector) s0.convertShape(ZERO_EXTEND_S2I, INTS, 0);
      IntVector i1 = (IntVector) s1.convertShape(ZERO_EXTEND_S2I, INTS, 0);
      IntVector i2 = (IntVector) s2.convertShape(ZERO_EXTEND_S2I, INTS, 0);
      IntVector i3 = (IntVector) s3.convertShape(ZERO_EXTEND_S2I, INTS, 0);
      FloatVector f0 = i0.lanewise(LSHL, 16).reinterpretAsFloats();
      FloatVector f1 = i1.lanewise(LSHL, 16).reinterpretAsFloats();
      FloatVector f2 = i2.lanewise(LSHL, 16).reinterpretAsFloats();
      FloatVector f3 = i3.lanewise(LSHL, 16).reinterpretAsFloats();
      sum0 = f0.fma(FloatVector.fromArray(FLOATS, x, first + i), sum0);
      sum1 = f1.fma(FloatVector.fromArray(FLOATS, x, first + i + LANES), sum1);
      sum2 = f2.fma(FloatVector.fromArray(FLOATS, x, first + i + 2 * LANES), sum2);
      sum3 = f3.fma(FloatVector.fromArray(FLOATS, x, first + i + 3 * LANES), sum3);
    }
    float sum = sum(sum0.add(sum1).add(sum2.add(sum3)));
    for (; i < k; i++) {
      sum = Math.fma(decoded(weights, at + 2L * i), x[first + i], sum);
    }
    return sum;
  }

  private static float decoded(MemorySegment weights, long at) {
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
