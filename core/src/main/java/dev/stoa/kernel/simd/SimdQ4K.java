package dev.stoa.kernel.simd;

import static jdk.incubator.vector.VectorOperators.ASHR;
import static jdk.incubator.vector.VectorOperators.B2F;
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
import jdk.incubator.vector.LongVector;
import jdk.incubator.vector.ShortVector;

/**
 * Q4_K. The 6-bit scales of a block are spread to bytes of a long and become floats at once, as do
 * its minima, which are multiplied with the sums of the activations. Then 64 weights at a time, two
 * parts in the lower and upper halves of 32 bytes, have a sum of their own each.
 */
final class SimdQ4K extends SimdBlockDot {
  private static final int BLOCK = BlockFormat.Q4_K.weights();
  private static final int BYTES_OF_BLOCK = BlockFormat.Q4_K.bytes();
  private static final int PARTS = 8;
  private static final int PART = BLOCK / PARTS;
  private static final int SCALES = 4;
  private static final int CODES = 16;
  private static final int LANES = FLOATS.length();

  private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT_UNALIGNED.withOrder(ORDER);

  SimdQ4K() {
    super(BlockFormat.Q4_K);
  }

  /** The scales: the lower 6 bits of bytes 0 to 3, and so on as {@link BlockFormat} tells. */
  private static long scales(MemorySegment weights, long at) {
    int first = weights.get(INT, at + SCALES);
    int last = weights.get(INT, at + SCALES + 8) & 0x0F0F0F0F | first >>> 2 & 0x30303030;
    return (long) last << 32 | first & 0x3F3F3F3F;
  }

  /** The minima. */
  private static long minima(MemorySegment weights, long at) {
    int first = weights.get(INT, at + SCALES + 4);
    int last = weights.get(INT, at + SCALES + 8) >>> 4 & 0x0F0F0F0F | first >>> 2 & 0x30303030;
    return (long) last << 32 | first & 0x3F3F3F3F;
  }

  @Override
  float dot(MemorySegment weights, long at, int k, BlockInput input, int first) {
    float[] room = Lanes.room();
    short[] codes = input.codes();
    FloatVector sum0 = FloatVector.zero(FLOATS);
    FloatVector sum1 = sum0;
    FloatVector minima = sum0;
    for (int block = 0; block < k / BLOCK; block++) {
      long from = at + (long) block * BYTES_OF_BLOCK;
      int x = first + block * BLOCK;
      float d = float16(weights, from);
      float dMinimum = float16(weights, from + 2);
      ByteVector s =
          LongVector.broadcast(LongVector.SPECIES_128, scales(weights, from)).reinterpretAsBytes();
      ByteVector m =
          LongVector.broadcast(LongVector.SPECIES_128, minima(weights, from)).reinterpretAsBytes();
      for (int i = 0; i < PARTS; i += LANES) {
        int part = x / PART + i;
        FloatVector xScale = FloatVector.fromArray(FLOATS, input.scales(), part);
        FloatVector scale = (FloatVector) s.convertShape(B2F, FLOATS, i / LANES);
        scale.mul(d).mul(xScale).intoArray(room, i);
        FloatVector minimum = (FloatVector) m.convertShape(B2F, FLOATS, i / LANES);
        FloatVector xSum = FloatVector.fromArray(FLOATS, input.sums(), part);
        minima = minimum.mul(dMinimum).fma(xSum, minima);
      }
      for (int part = 0; part < PARTS; part += 2) {
        for (int i = 0; i < PART; i += 2 * WIDTH) {
          long w = from + CODES + part / 2 * PART + i;
          int x0 = x + part * PART + i;
          int x1 = x0 + PART;
          ByteVector a = ByteVector.fromMemorySegment(BYTES, weights, w, ORDER);
          ByteVector b = ByteVector.fromMemorySegment(BYTES, weights, w + WIDTH, ORDER);
          ShortVector as = (ShortVector) a.convertShape(ZERO_EXTEND_B2S, SHORTS, 0);
          ShortVector bs = (ShortVector) b.convertShape(ZERO_EXTEND_B2S, SHORTS, 0);
          ShortVector aLow = as.and((short) 15).mul(ShortVector.fromArray(SHORTS, codes, x0));
          ShortVector bX = ShortVector.fromArray(SHORTS, codes, x0 + WIDTH);
          IntVector low = bs.and((short) 15).mul(bX).add(aLow).reinterpretAsInts();
          IntVector lowSums = low.lanewise(LSHL, 16).add(low).lanewise(ASHR, 16);
          FloatVector lowFloats = (FloatVector) lowSums.convertShape(I2F, FLOATS, 0);
          sum0 = lowFloats.fma(FloatVector.broadcast(FLOATS, room[part]), sum0);

          ShortVector aHigh = as.lanewise(LSHR, 4).mul(ShortVector.fromArray(SHORTS, codes, x1));
          ShortVector bX1 = ShortVector.fromArray(SHORTS, codes, x1 + WIDTH);
          IntVector high = bs.lanewise(LSHR, 4).mul(bX1).add(aHigh).reinterpretAsInts();
          IntVector highSums = high.lanewise(LSHL, 16).add(high).lanewise(ASHR, 16);
          FloatVector highFloats = (FloatVector) highSums.convertShape(I2F, FLOATS, 0);
          sum1 = highFloats.fma(FloatVector.broadcast(FLOATS, room[part + 1]), sum1);
        }
      }
    }
    sum0.add(sum1).sub(minima).intoArray(room, 0);
    return sum(room, 0);
  }

  @Override
  public void decodeInto(float[] y, int yOffset, MemorySegment weights, long weightsOffset, int n) {
    float[] room = Lanes.room();
    for (int block = 0; block < n / BLOCK; block++) {
      long from = weightsOffset + (long) block * BYTES_OF_BLOCK;
      float d = float16(weights, from);
      float dMinimum = float16(weights, from + 2);
      long scales = scales(weights, from);
      long minima = minima(weights, from);
      for (int part = 0; part < PARTS; part++) {
        room[part] = d * (scales >>> 8 * part & 63);
        room[PARTS + part] = dMinimum * (minima >>> 8 * part & 63);
      }
      for (int part = 0; part < PARTS; part += 2) {
        FloatVector minimum0 = FloatVector.broadcast(FLOATS, room[PARTS + part]);
        FloatVector minimum1 = FloatVector.broadcast(FLOATS, room[PARTS + part + 1]);
        for (int i = 0; i < PART; i += WIDTH) {
          long w = from + CODES + part / 2 * PART + i;
          ByteVector q = ByteVector.fromMemorySegment(BYTES, weights, w, ORDER);
          ShortVector both = (ShortVector) q.convertShape(ZERO_EXTEND_B2S, SHORTS, 0);
          ShortVector low = both.and((short) 15);
          ShortVector high = both.lanewise(LSHR, 4);
          int to = yOffset + block * BLOCK + part * PART + i;
          FloatVector l0 = (FloatVector) low.convertShape(S2F, FLOATS, 0);
          FloatVector l1 = (FloatVector) low.convertShape(S2F, FLOATS, 1);
          FloatVector h0 = (FloatVector) high.convertShape(S2F, FLOATS, 0);
          FloatVector h1 = (FloatVector) high.convertShape(S2F, FLOATS, 1);
          l0.mul(room[part]).sub(minimum0).intoArray(y, to);
          l1.mul(room[part]).sub(minimum0).intoArray(y, to + LANES);
          h0.mul(room[part + 1]).sub(minimum1).intoArray(y, to + PART);
          h1.mul(room[part + 1]).sub(minimum1).intoArray(y, to + PART + LANES);
        }
      }
    }
  }
}
