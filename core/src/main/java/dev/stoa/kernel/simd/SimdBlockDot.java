package dev.stoa.kernel.simd;

import dev.stoa.kernel.BlockDot;
import dev.stoa.kernel.BlockFormat;
import dev.stoa.kernel.BlockInput;
import dev.stoa.kernel.Kernels;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import jdk.incubator.vector.ByteVector;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.ShortVector;
import jdk.incubator.vector.VectorShuffle;
import jdk.incubator.vector.VectorSpecies;

/**
 * What the products with blocks share: vectors of 256 bits, or of 128 where there are no others;
 * one row after the other; activations in 8 bits.
 *
 * <p>The arithmetic is that of shorts: as many weights as a vector of shorts has lanes are loaded,
 * widened to shorts and multiplied with codes of activations. Products are added as long as they
 * fit a short. Then the even and the odd shorts are added: where their sum fits a short, which it
 * does not for codes of 8 bits, it is the upper half of the int that they are, plus this int
 * shifted by 16. The sums become floats, and one multiply-add with both scales ends the step. The
 * steps are written out for the reason that {@link Lanes} gives.
 */
abstract class SimdBlockDot implements BlockDot {
  private static final boolean NARROW = Lanes.COUNT < 8;
  static final VectorSpecies<Float> FLOATS =
      NARROW ? FloatVector.SPECIES_128 : FloatVector.SPECIES_256;
  static final VectorSpecies<Short> SHORTS =
      NARROW ? ShortVector.SPECIES_128 : ShortVector.SPECIES_256;

  /** As many bytes as a vector has shorts. */
  static final VectorSpecies<Byte> BYTES = NARROW ? ByteVector.SPECIES_64 : ByteVector.SPECIES_128;

  private static final VectorShuffle<Float> FOUR_FURTHER = VectorShuffle.iota(FLOATS, 4, 1, true);
  private static final VectorShuffle<Float> TWO_FURTHER = VectorShuffle.iota(FLOATS, 2, 1, true);
  private static final VectorShuffle<Float> ONE_FURTHER = VectorShuffle.iota(FLOATS, 1, 1, true);

  /** Weights in a vector. */
  static final int WIDTH = SHORTS.length();

  static final ByteOrder ORDER = ByteOrder.LITTLE_ENDIAN;
  static final ValueLayout.OfShort SHORT = ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ORDER);

  /** The float below 0.5, so that 0.49999997 is not rounded up. */
  private static final float HALF = 0.49999997f;

  private final BlockDot scalar;

  SimdBlockDot(BlockFormat format) {
    scalar = Kernels.scalar().blockDot(format);
  }

  @Override
  public final BlockFormat format() {
    return scalar.format();
  }

  @Override
  public void addProduct(
      float[] y,
      int yOffset,
      MemorySegment weights,
      long weightsOffset,
      int rows,
      int k,
      BlockInput input,
      int inputOffset) {
    long rowBytes = format().rowBytes(k);
    for (int row = 0; row < rows; row++) {
      y[yOffset + row] += dot(weights, weightsOffset + row * rowBytes, k, input, inputOffset);
    }
  }

  /** One row times the activations. */
  abstract float dot(MemorySegment weights, long at, int k, BlockInput input, int first);

  /** The sum of all lanes, always in the same order: halves are added until one is left. */
  static float sum(FloatVector lanes) {
    FloatVector sum = lanes;
    if (!NARROW) {
      sum = sum.add(sum.rearrange(FOUR_FURTHER));
    }
    sum = sum.add(sum.rearrange(TWO_FURTHER));
    return sum.add(sum.rearrange(ONE_FURTHER)).lane(0);
  }

  /**
   * The same of a vector in an array, for methods so long that the one above is not inlined: its
   * vector would be an object then.
   */
  static float sum(float[] lanes, int from) {
    return Lanes.sum(lanes, from, FLOATS.length());
  }

  static float float16(MemorySegment weights, long at) {
    return Float.float16ToFloat(weights.get(SHORT, at));
  }

  @Override
  public void prepare(BlockInput input, float[] x, int xOffset, int n) {
    short[] codes = input.codes();
    for (int block = 0; block < n / BlockInput.BLOCK; block++) {
      int to = block * BlockInput.BLOCK;
      int from = xOffset + to;
      // The bits of a float without its sign are ordered as its magnitude, NaN above all.
      int greatest = 0;
      for (int i = from; i < from + BlockInput.BLOCK; i++) {
        greatest = Math.max(greatest, Float.floatToRawIntBits(x[i]) & Integer.MAX_VALUE);
      }
      float scale = Float.intBitsToFloat(greatest) / 127;
      float inverse = 1 / scale;
      if (inverse == Float.POSITIVE_INFINITY) {
        scale = 0;
        inverse = 0;
      }
      for (int i = 0; i < BlockInput.BLOCK; i++) {
        float quotient = x[from + i] * inverse;
        codes[to + i] = (short) (int) (quotient + Math.copySign(HALF, quotient));
      }
      input.setScale(block, scale);
    }
  }

  /** Weights are encoded once, when a model is loaded: the textbook's way is fast enough. */
  @Override
  public final void encodeInto(
      MemorySegment weights, long weightsOffset, float[] x, int xOffset, int n) {
    scalar.encodeInto(weights, weightsOffset, x, xOffset, n);
  }
}
