package dev.stoa.kernel.simd;

import static jdk.incubator.vector.VectorOperators.ASHR;
import static jdk.incubator.vector.VectorOperators.B2F;
import static jdk.incubator.vector.VectorOperators.B2S;
import static jdk.incubator.vector.VectorOperators.I2F;
import static jdk.incubator.vector.VectorOperators.LSHL;

import dev.stoa.kernel.BlockFormat;
import dev.stoa.kernel.BlockInput;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import jdk.incubator.vector.ByteVector;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.ShortVector;

/**
 * Q8_0. A product of two codes is at most 128 · 127, so two of them fit a short. Two blocks at a
 * time have a sum of their own each; a block left over is added to the first.
 */
final class SimdQ8 extends SimdRows {
  private static final int BLOCK = BlockFormat.Q8_0.weights();
  private static final int BYTES_OF_BLOCK = BlockFormat.Q8_0.bytes();
  private static final int CODES = 2;

  SimdQ8() {
    super(BlockFormat.Q8_0);
  }

  @Override
  float dot(MemorySegment weights, long at, int k, BlockInput input, int first) {
    short[] codes = input.codes();
    float[] scales = input.scales();
    int blocks = k / BLOCK;
    FloatVector sum0 = FloatVector.zero(FLOATS);
    FloatVector sum1 = sum0;
    int block = 0;
    for (; block < (blocks & -2); block += 2) {
      // Computed anew: an address that grows with the loop halves the speed where this is inlined.
      long from = at + (long) block * BYTES_OF_BLOCK;
      int scale = first / BLOCK + block;
      float scale0 = float16(weights, from) * scales[scale];
      float scale1 = float16(weights, from + BYTES_OF_BLOCK) * scales[scale + 1];
      for (int i = 0; i < BLOCK; i += 2 * WIDTH) {
        long w = from + CODES + i;
        int x = first + block * BLOCK + i;
        ByteVector a0 = ByteVector.fromMemorySegment(BYTES, weights, w, ORDER);
        ByteVector a1 = ByteVector.fromMemorySegment(BYTES, weights, w + WIDTH, ORDER);
        ShortVector a0Codes = (ShortVector) a0.convertShape(B2S, SHORTS, 0);
        ShortVector a1Codes = (ShortVector) a1.convertShape(B2S, SHORTS, 0);
        ShortVector a0Product = a0Codes.mul(ShortVector.fromArray(SHORTS, codes, x));
        ShortVector a1Product = a1Codes.mul(ShortVector.fromArray(SHORTS, codes, x + WIDTH));
        IntVector aPairs = a0Product.add(a1Product).reinterpretAsInts();
        IntVector aEven = aPairs.lanewise(LSHL, 16).lanewise(ASHR, 16);
        IntVector aSums = aEven.add(aPairs.lanewise(ASHR, 16));
        FloatVector aFloats = (FloatVector) aSums.convertShape(I2F, FLOATS, 0);
        sum0 = aFloats.fma(FloatVector.broadcast(FLOATS, scale0), sum0);

        w += BYTES_OF_BLOCK;
        x += BLOCK;
        ByteVector b0 = ByteVector.fromMemorySegment(BYTES, weights, w, ORDER);
        ByteVector b1 = ByteVector.fromMemorySegment(BYTES, weights, w + WIDTH, ORDER);
        ShortVector b0Codes = (ShortVector) b0.convertShape(B2S, SHORTS, 0);
        ShortVector b1Codes = (ShortVector) b1.convertShape(B2S, SHORTS, 0);
        ShortVector b0Product = b0Codes.mul(ShortVector.fromArray(SHORTS, codes, x));
        ShortVector b1Product = b1Codes.mul(ShortVector.fromArray(SHORTS, codes, x + WIDTH));
        IntVector bPairs = b0Product.add(b1Product).reinterpretAsInts();
        IntVector bEven = bPairs.lanewise(LSHL, 16).lanewise(ASHR, 16);
        IntVector bSums = bEven.add(bPairs.lanewise(ASHR, 16));
        FloatVector bFloats = (FloatVector) bSums.convertShape(I2F, FLOATS, 0);
        sum1 = bFloats.fma(FloatVector.broadcast(FLOATS, scale1), sum1);
      }
    }
    float sum = sum(sum0.add(sum1));
    if (block < blocks) {
      long last = at + (long) block * BYTES_OF_BLOCK;
      sum += lastDot(weights, last, codes, first + block * BLOCK) * scales[first / BLOCK + block];
    }
    return sum;
  }

  /** The block left over when their number is odd. */
  private static float lastDot(MemorySegment weights, long from, short[] codes, int code) {
    int dot = 0;
    for (int i = 0; i < BLOCK; i++) {
      dot += weights.get(ValueLayout.JAVA_BYTE, from + CODES + i) * codes[code + i];
    }
    return float16(weights, from) * dot;
  }

  @Override
  public void decodeInto(float[] y, int yOffset, MemorySegment weights, long weightsOffset, int n) {
    for (int block = 0; block < n / BLOCK; block++) {
      long from = weightsOffset + (long) block * BYTES_OF_BLOCK;
      float scale = float16(weights, from);
      for (int i = 0; i < BLOCK; i += WIDTH) {
        ByteVector q = ByteVector.fromMemorySegment(BYTES, weights, from + CODES + i, ORDER);
        FloatVector low = (FloatVector) q.convertShape(B2F, FLOATS, 0);
        FloatVector high = (FloatVector) q.convertShape(B2F, FLOATS, 1);
        int to = yOffset + block * BLOCK + i;
        low.mul(scale).intoArray(y, to);
        high.mul(scale).intoArray(y, to + FLOATS.length());
      }
    }
  }
}
