package dev.stoa.kernel.simd;

import dev.stoa.kernel.BlockDot;
import dev.stoa.kernel.Kernels;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import jdk.incubator.vector.ByteVector;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.ShortVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/**
 * Q8_0 blocks times 8-bit activations, on vectors of 256 bits or less.
 *
 * <p>A product of two codes is at most 128 · 127, so the sum of two fits a short. 32 weights are
 * loaded as shorts in two vectors, multiplied, added to one vector; its even and odd shorts are
 * widened by shifts and added as ints, converted to float, and one multiply-add with the two scales
 * ends the block. Two blocks at a time have a sum of their own each.
 */
final class SimdBlockDot implements BlockDot {
  private static final VectorSpecies<Float> FLOATS =
      Lanes.COUNT > 8 ? FloatVector.SPECIES_256 : Lanes.FLOATS;
  private static final boolean NARROW = FLOATS.vectorBitSize() < 256;
  private static final VectorSpecies<Short> SHORTS =
      NARROW ? ShortVector.SPECIES_128 : ShortVector.SPECIES_256;
  private static final VectorSpecies<Byte> BYTES =
      NARROW ? ByteVector.SPECIES_64 : ByteVector.SPECIES_128;
  private static final VectorSpecies<Integer> INTS =
      NARROW ? IntVector.SPECIES_128 : IntVector.SPECIES_256;
  private static final VectorSpecies<Short> CODES =
      NARROW ? ShortVector.SPECIES_64 : ShortVector.SPECIES_128;
  private static final int WIDTH = SHORTS.length();

  private static final ValueLayout.OfShort SCALE =
      ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final int SCALE_BYTES = 2;

  /** The float below 0.5, so that 0.49999997 is not rounded up. */
  private static final float HALF = 0.49999997f;

  private final BlockDot scalar = Kernels.scalar().q8();

  @Override
  public void quantizeInto(
      short[] codes,
      int codesOffset,
      float[] scales,
      int scalesOffset,
      float[] x,
      int xOffset,
      int n) {
    for (int block = 0; block < n / BLOCK; block++) {
      int first = block * BLOCK;
      float scale = greatestMagnitude(x, xOffset + first) / 127;
      float inverse = 1 / scale;
      if (inverse == Float.POSITIVE_INFINITY) {
        scale = 0;
        inverse = 0;
      }
      scales[scalesOffset + block] = scale;
      for (int i = first; i < first + BLOCK; i += FLOATS.length()) {
        FloatVector quotient = FloatVector.fromArray(FLOATS, x, xOffset + i).mul(inverse);
        FloatVector half = FloatVector.broadcast(FLOATS, HALF);
        FloatVector away = half.blend(-HALF, quotient.compare(VectorOperators.LT, 0));
        ShortVector code =
            (ShortVector)
                quotient
                    .add(away)
                    .convertShape(VectorOperators.F2I, INTS, 0)
                    .convertShape(VectorOperators.I2S, CODES, 0);
        code.intoArray(codes, codesOffset + i);
      }
    }
  }

  private static float greatestMagnitude(float[] x, int first) {
    FloatVector greatest = FloatVector.zero(FLOATS);
    for (int i = first; i < first + BLOCK; i += FLOATS.length()) {
      greatest = greatest.max(FloatVector.fromArray(FLOATS, x, i).abs());
    }
    return greatest.reduceLanes(VectorOperators.MAX);
  }

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
      long here = at + (long) block * BLOCK_BYTES;
      int code = codesOffset + block * BLOCK;
      float scale0 = scale(weights, here) * scales[scalesOffset + block];
      FloatVector dot0 = blockDot(weights, here + SCALE_BYTES, codes, code);
      sum0 = multiplyAdd(dot0, scale0, sum0);
      float scale1 = scale(weights, here + BLOCK_BYTES) * scales[scalesOffset + block + 1];
      FloatVector dot1 = blockDot(weights, here + BLOCK_BYTES + SCALE_BYTES, codes, code + BLOCK);
      sum1 = multiplyAdd(dot1, scale1, sum1);
    }
    if (block < blocks) {
      long here = at + (long) block * BLOCK_BYTES;
      float scale0 = scale(weights, here) * scales[scalesOffset + block];
      FloatVector dot0 = blockDot(weights, here + SCALE_BYTES, codes, codesOffset + block * BLOCK);
      sum0 = multiplyAdd(dot0, scale0, sum0);
    }
    return Lanes.sum((FloatVector) sum0.add(sum1).castShape(Lanes.FLOATS, 0));
  }

  private static float scale(MemorySegment weights, long at) {
    return Float.float16ToFloat(weights.get(SCALE, at));
  }

  /** Partial sums of 32 products; their total is the dot product of the block's codes. */
  private static FloatVector blockDot(MemorySegment weights, long at, short[] codes, int code) {
    IntVector sums = pairSums(weights, at, codes, code);
    if (NARROW) {
      sums = sums.add(pairSums(weights, at + 2 * WIDTH, codes, code + 2 * WIDTH));
    }
    return (FloatVector) sums.convertShape(VectorOperators.I2F, FLOATS, 0);
  }

  /** Products of two vectors of weights, added four to a lane. */
  private static IntVector pairSums(MemorySegment weights, long at, short[] codes, int code) {
    ShortVector product0 = weights(weights, at).mul(ShortVector.fromArray(SHORTS, codes, code));
    ShortVector product1 =
        weights(weights, at + WIDTH).mul(ShortVector.fromArray(SHORTS, codes, code + WIDTH));
    IntVector pairs = product0.add(product1).reinterpretAsInts();
    IntVector even = pairs.lanewise(VectorOperators.LSHL, 16).lanewise(VectorOperators.ASHR, 16);
    return even.add(pairs.lanewise(VectorOperators.ASHR, 16));
  }

  private static ShortVector weights(MemorySegment weights, long at) {
    return (ShortVector)
        ByteVector.fromMemorySegment(BYTES, weights, at, ByteOrder.LITTLE_ENDIAN)
            .convertShape(VectorOperators.B2S, SHORTS, 0);
  }

  private static FloatVector multiplyAdd(FloatVector x, float scale, FloatVector sum) {
    return Lanes.FMA ? x.fma(FloatVector.broadcast(FLOATS, scale), sum) : x.mul(scale).add(sum);
  }

  @Override
  public void decodeInto(float[] y, int yOffset, MemorySegment weights, long weightsOffset, int n) {
    for (int block = 0; block < n / BLOCK; block++) {
      long at = weightsOffset + (long) block * BLOCK_BYTES;
      float scale = scale(weights, at);
      for (int i = 0; i < BLOCK; i += 8) {
        ByteVector q =
            ByteVector.fromMemorySegment(
                ByteVector.SPECIES_64, weights, at + SCALE_BYTES + i, ByteOrder.LITTLE_ENDIAN);
        int to = yOffset + block * BLOCK + i;
        decoded(q, 0, scale).intoArray(y, to);
        if (NARROW) {
          decoded(q, 1, scale).intoArray(y, to + 4);
        }
      }
    }
  }

  private static FloatVector decoded(ByteVector q, int part, float scale) {
    return ((FloatVector) q.convertShape(VectorOperators.B2F, FLOATS, part)).mul(scale);
  }

  /** Weights are encoded once, when a model is loaded: the textbook's way is fast enough. */
  @Override
  public void encodeInto(MemorySegment weights, long weightsOffset, float[] x, int xOffset, int n) {
    scalar.encodeInto(weights, weightsOffset, x, xOffset, n);
  }
}
