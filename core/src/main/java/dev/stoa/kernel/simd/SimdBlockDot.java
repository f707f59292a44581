package dev.stoa.kernel.simd;

import static jdk.incubator.vector.VectorOperators.ASHR;
import static jdk.incubator.vector.VectorOperators.B2F;
import static jdk.incubator.vector.VectorOperators.B2S;
import static jdk.incubator.vector.VectorOperators.I2F;
import static jdk.incubator.vector.VectorOperators.LSHL;

import dev.stoa.kernel.BlockDot;
import dev.stoa.kernel.Kernels;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import jdk.incubator.vector.ByteVector;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.ShortVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * Q8_0 blocks times 8-bit activations, on vectors of 256 bits, or of 128 where there are no others.
 *
 * <p>A product of two codes is at most 128 · 127, so the sum of two fits a short. Half a block (or
 * a quarter) is loaded as shorts in a vector and multiplied; two such products are added; the even
 * and the odd shorts of the sum are widened by shifts and added as ints; these become floats, and
 * one multiply-add with both scales ends the step. Two blocks at a time have a sum of their own
 * each, written out twice for the reason that {@link Lanes} gives.
 */
final class SimdBlockDot implements BlockDot {
  private static final boolean NARROW = Lanes.COUNT < 8;
  private static final VectorSpecies<Float> FLOATS =
      NARROW ? FloatVector.SPECIES_128 : FloatVector.SPECIES_256;
  private static final VectorSpecies<Short> SHORTS =
      NARROW ? ShortVector.SPECIES_128 : ShortVector.SPECIES_256;
  private static final VectorSpecies<Byte> BYTES =
      NARROW ? ByteVector.SPECIES_64 : ByteVector.SPECIES_128;

  /** Weights in a vector. */
  private static final int WIDTH = SHORTS.length();

  private static final ByteOrder ORDER = ByteOrder.LITTLE_ENDIAN;
  private static final ValueLayout.OfShort SCALE =
      ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ORDER);
  private static final int SCALE_BYTES = 2;

  /** The float below 0.5, so that 0.49999997 is not rounded up. */
  private static final float HALF = 0.49999997f;

  private final BlockDot scalar = Kernels.scalar().q8();

  @Override
  public void addProduct(
      float[] y,
      int yOffset,
      MemorySegment weights,
      long weightsOffset,
      int rows,
      int k,
      short[] codes,
      int codesOffset,
      float[] scales,
      int scalesOffset) {
    int blocks = k / BLOCK;
    long rowBytes = (long) blocks * BLOCK_BYTES;
    for (int row = 0; row < rows; row++) {
      long at = weightsOffset + row * rowBytes;
      y[yOffset + row] += dot(weights, at, blocks, codes, codesOffset, scales, scalesOffset);
    }
  }

  /** One row times the vector. */
  private static float dot(
      MemorySegment weights,
      long at,
      int blocks,
      short[] codes,
      int codesOffset,
      float[] scales,
      int scalesOffset) {
    FloatVector sum0 = FloatVector.zero(FLOATS);
    FloatVector sum1 = sum0;
    int block = 0;
    for (; block < (blocks & -2); block += 2) {
      long from = at + (long) block * BLOCK_BYTES;
      float scale0 = Float.float16ToFloat(weights.get(SCALE, from));
      float scale1 = Float.float16ToFloat(weights.get(SCALE, from + BLOCK_BYTES));
      scale0 *= scales[scalesOffset + block];
      scale1 *= scales[scalesOffset + block + 1];
      for (int i = 0; i < BLOCK; i += 2 * WIDTH) {
        long w = from + SCALE_BYTES + i;
        int x = codesOffset + block * BLOCK + i;
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

        w += BLOCK_BYTES;
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
    float[] room = Lanes.room();
    FloatVector.zero(Lanes.FLOATS).intoArray(room, 0);
    sum0.add(sum1).intoArray(room, 0);
    float sum = Lanes.sum(room, 0);
    if (block < blocks) {
      long last = at + (long) block * BLOCK_BYTES;
      int code = codesOffset + block * BLOCK;
      sum += lastDot(weights, last, codes, code) * scales[scalesOffset + block];
    }
    return sum;
  }

  /** The block left over when their number is odd, times its scale. */
  private static float lastDot(MemorySegment weights, long from, short[] codes, int code) {
    int dot = 0;
    for (int i = 0; i < BLOCK; i++) {
      dot += weights.get(ValueLayout.JAVA_BYTE, from + SCALE_BYTES + i) * codes[code + i];
    }
    return Float.float16ToFloat(weights.get(SCALE, from)) * dot;
  }

  @Override
  public void quantizeInto(
      short[] codes,
      int codesOffset,
      float[] scales,
      int scalesOffset,
      float[] x,
      int xOffset,
      int n) {
    for (int first = 0; first < n; first += BLOCK) {
      int from = xOffset + first;
      // The bits of a float without its sign are ordered as its magnitude, NaN above all.
      int greatest = 0;
      for (int i = from; i < from + BLOCK; i++) {
        greatest = Math.max(greatest, Float.floatToRawIntBits(x[i]) & Integer.MAX_VALUE);
      }
      float scale = Float.intBitsToFloat(greatest) / 127;
      float inverse = 1 / scale;
      if (inverse == Float.POSITIVE_INFINITY) {
        scale = 0;
        inverse = 0;
      }
      scales[scalesOffset + first / BLOCK] = scale;
      int to = codesOffset + first;
      for (int i = 0; i < BLOCK; i++) {
        float quotient = x[from + i] * inverse;
        codes[to + i] = (short) (int) (quotient + Math.copySign(HALF, quotient));
      }
    }
  }

  @Override
  public void decodeInto(float[] y, int yOffset, MemorySegment weights, long weightsOffset, int n) {
    for (int block = 0; block < n / BLOCK; block++) {
      long from = weightsOffset + (long) block * BLOCK_BYTES;
      float scale = Float.float16ToFloat(weights.get(SCALE, from));
      for (int i = 0; i < BLOCK; i += WIDTH) {
        ByteVector q = ByteVector.fromMemorySegment(BYTES, weights, from + SCALE_BYTES + i, ORDER);
        FloatVector low = (FloatVector) q.convertShape(B2F, FLOATS, 0);
        FloatVector high = (FloatVector) q.convertShape(B2F, FLOATS, 1);
        int to = yOffset + block * BLOCK + i;
        low.mul(scale).intoArray(y, to);
        high.mul(scale).intoArray(y, to + FLOATS.length());
      }
    }
  }

  /** Weights are encoded once, when a model is loaded: the textbook's way is fast enough. */
  @Override
  public void encodeInto(MemorySegment weights, long weightsOffset, float[] x, int xOffset, int n) {
    scalar.encodeInto(weights, weightsOffset, x, xOffset, n);
  }
}
