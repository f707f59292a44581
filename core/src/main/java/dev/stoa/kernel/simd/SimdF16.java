package dev.stoa.kernel.simd;

import static jdk.incubator.vector.VectorOperators.LSHL;
import static jdk.incubator.vector.VectorOperators.S2I;

import dev.stoa.kernel.BlockFormat;
import dev.stoa.kernel.BlockInput;
import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.ShortVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * F16, which the Vector API does not know. Exponent and fraction of a float16, moved to those of a
 * float32, are a number 2¹¹² times too small, denormals among them; only infinities and NaN become
 * finite numbers that way. So the greatest magnitude of a row is taken along, and a row with one of
 * these is decoded by {@link Float#float16ToFloat}.
 */
final class SimdF16 extends SimdBlockDot {
  /** As many shorts as a vector has floats. */
  private static final VectorSpecies<Short> HALVES =
      FLOATS.length() == 8 ? ShortVector.SPECIES_128 : ShortVector.SPECIES_64;

  private static final VectorSpecies<Integer> INTS =
      FLOATS.length() == 8 ? IntVector.SPECIES_256 : IntVector.SPECIES_128;

  private static final int LANES = FLOATS.length();

  /** Bits of a sign, and of a float16's exponent and fraction 13 places further up. */
  private static final int KEPT = 0x8FFFE000;

  private static final float TOO_SMALL = 0x1p112f;

  /** All bits but the sign. */
  private static final short MAGNITUDE = 0x7FFF;

  private static final short INFINITY = 0x7C00;

  SimdF16() {
    super(BlockFormat.F16);
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
    ShortVector greatest = ShortVector.zero(SHORTS);
    long w = at;
    int i = 0;
    for (; i <= k - 2 * LANES; i += 2 * LANES) {
      ShortVector both = ShortVector.fromMemorySegment(SHORTS, weights, w, ORDER);
      greatest = greatest.max(both.and(MAGNITUDE));
      ShortVector s0 = ShortVector.fromMemorySegment(HALVES, weights, w, ORDER);
      ShortVector s1 = ShortVector.fromMemorySegment(HALVES, weights, w + 2 * LANES, ORDER);
      IntVector i0 = (IntVector) s0.convertShape(S2I, INTS, 0);
      IntVector i1 = (IntVector) s1.convertShape(S2I, INTS, 0);
      FloatVector f0 = i0.lanewise(LSHL, 13).and(KEPT).reinterpretAsFloats().mul(TOO_SMALL);
      FloatVector f1 = i1.lanewise(LSHL, 13).and(KEPT).reinterpretAsFloats().mul(TOO_SMALL);
      sum0 = f0.fma(FloatVector.fromArray(FLOATS, x, first + i), sum0);
      sum1 = f1.fma(FloatVector.fromArray(FLOATS, x, first + i + LANES), sum1);
      w += 4 * LANES;
    }
    boolean finite = greatest.lt(INFINITY).allTrue();
    float sum = finite ? sum(sum0.add(sum1)) : 0;
    for (int j = finite ? i : 0; j < k; j++) {
      sum = Math.fma(float16(weights, at + 2L * j), x[first + j], sum);
    }
    return sum;
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
