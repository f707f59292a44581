package dev.stoa.kernel.simd;

import static jdk.incubator.vector.VectorOperators.ASHR;
import static jdk.incubator.vector.VectorOperators.I2F;
import static jdk.incubator.vector.VectorOperators.LSHL;
import static jdk.incubator.vector.VectorOperators.LSHR;
import static jdk.incubator.vector.VectorOperators.S2F;
import static jdk.incubator.vector.VectorOperators.ZERO_EXTEND_B2S;

import dev.stoa.kernel.BlockFormat;
import dev.stoa.kernel.BlockInput;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import jdk.incubator.vector.ByteVector;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.ShortVector;

/**
 * Q4_0. Codes are multiplied as they are, 0 to 15, so that two products fit a short easily; the 8
 * that each has too much takes 8 times the sum of the activations off the block, which is known
 * before. Two blocks at a time have a sum of their own each.
 */
final class SimdQ4 extends SimdBlockDot {
  private static final int BLOCK = BlockFormat.Q4_0.weights();
  private static final int BYTES_OF_BLOCK = BlockFormat.Q4_0.bytes();
  private static final int CODES = 2;

  /** Bytes of codes, each with a weight of the first half block and one of the second. */
  private static final int HALF_BLOCK = BLOCK / 2;

  SimdQ4() {
    super(BlockFormat.Q4_0);
  }

  @Override
  float dot(MemorySegment weights, long at, int k, BlockInput input, int first) {
    short[] codes = input.codes();
    float[] scales = input.scales();
    float[] sums = input.sums();
    int blocks = k / BLOCK;
    FloatVector sum0 = FloatVector.zero(FLOATS);
    FloatVector sum1 = sum0;
    float excess = 0;
    long from = at;
    int block = 0;
    for (; block < (blocks & -2); block += 2) {
      int scale = first / BLOCK + block;
      float d0 = float16(weights, from);
      float d1 = float16(weights, from + BYTES_OF_BLOCK);
      excess += d0 * sums[scale] + d1 * sums[scale + 1];
      float scale0 = d0 * scales[scale];
      float scale1 = d1 * scales[scale + 1];
      for (int i = 0; i < HALF_BLOCK; i += WIDTH) {
        long w = from + CODES + i;
        int x = first + block * BLOCK + i;
        ByteVector a = ByteVector.fromMemorySegment(BYTES, weights, w, ORDER);
        ShortVector aCodes = (ShortVector) a.convertShape(ZERO_EXTEND_B2S, SHORTS, 0);
        ShortVector aLow = aCodes.and((short) 15).mul(ShortVector.fromArray(SHORTS, codes, x));
        ShortVector aX = ShortVector.fromArray(SHORTS, codes, x + HALF_BLOCK);
        ShortVector aHigh = aCodes.lanewise(LSHR, 4).mul(aX);
        IntVector aPairs = aLow.add(aHigh).reinterpretAsInts();
        IntVector aSums = aPairs.lanewise(LSHL, 16).add(aPairs).lanewise(ASHR, 16);
        FloatVector aFloats = (FloatVector) aSums.convertShape(I2F, FLOATS, 0);
        sum0 = aFloats.fma(FloatVector.broadcast(FLOATS, scale0), sum0);

        w += BYTES_OF_BLOCK;
        x += BLOCK;
        ByteVector b = ByteVector.fromMemorySegment(BYTES, weights, w, ORDER);
        ShortVector bCodes = (ShortVector) b.convertShape(ZERO_EXTEND_B2S, SHORTS, 0);
        ShortVector bLow = bCodes.and((short) 15).mul(ShortVector.fromArray(SHORTS, codes, x));
        ShortVector bX = ShortVector.fromArray(SHORTS, codes, x + HALF_BLOCK);
        ShortVector bHigh = bCodes.lanewise(LSHR, 4).mul(bX);
        IntVector bPairs = bLow.add(bHigh).reinterpretAsInts();
        IntVector bSums = bPairs.lanewise(LSHL, 16).add(bPairs).lanewise(ASHR, 16);
        FloatVector bFloats = (FloatVector) bSums.convertShape(I2F, FLOATS, 0);
        sum1 = bFloats.fma(FloatVector.broadcast(FLOATS, scale1), sum1);
      }
      from += 2 * BYTES_OF_BLOCK;
    }
    float sum = sum(sum0.add(sum1)) - 8 * excess;
    if (block < blocks) {
      sum += lastDot(weights, from, codes, first + block * BLOCK) * scales[first / BLOCK + block];
    }
    return sum;
  }

  /** The block left over when their number is odd. */
  private static float lastDot(MemorySegment weights, long from, short[] codes, int code) {
    int dot = 0;
    for (int i = 0; i < HALF_BLOCK; i++) {
      int q = weights.get(ValueLayout.JAVA_BYTE, from + CODES + i);
      dot += ((q & 15) - 8) * codes[code + i] + ((q >> 4 & 15) - 8) * codes[code + HALF_BLOCK + i];
    }
    return float16(weights, from) * dot;
  }

  @Override
  public void decodeInto(float[] y, int yOffset, MemorySegment weights, long weightsOffset, int n) {
    int lanes = FLOATS.length();
    for (int block = 0; block < n / BLOCK; block++) {
      long from = weightsOffset + (long) block * BYTES_OF_BLOCK;
      float scale = float16(weights, from);
      for (int i = 0; i < HALF_BLOCK; i += WIDTH) {
        ByteVector q = ByteVector.fromMemorySegment(BYTES, weights, from + CODES + i, ORDER);
        ShortVector both = (ShortVector) q.convertShape(ZERO_EXTEND_B2S, SHORTS, 0);
        ShortVector low = both.and((short) 15).sub((short) 8);
        ShortVector high = both.lanewise(LSHR, 4).sub((short) 8);
        int to = yOffset + block * BLOCK + i;
        ((FloatVector) low.convertShape(S2F, FLOATS, 0)).mul(scale).intoArray(y, to);
        ((FloatVector) low.convertShape(S2F, FLOATS, 1)).mul(scale).intoArray(y, to + lanes);
        to += HALF_BLOCK;
        ((FloatVector) high.convertShape(S2F, FLOATS, 0)).mul(scale).intoArray(y, to);
        ((FloatVector) high.convertShape(S2F, FLOATS, 1)).mul(scale).intoArray(y, to + lanes);
      }
    }
  }
}
