package dev.stoa.kernel.simd;

import dev.stoa.kernel.BlockDot;
import dev.stoa.kernel.BlockFormat;
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
 * What the products with blocks share: vectors of 256 bits, or of 128 where there are no others,
 * and the widest where weights are decoded; activations rounded to 8 bits. The steps are written
 * out for the reason that {@link Lanes} gives.
 */
abstract class SimdBlockDot implements BlockDot {
  static final boolean NARROW = Lanes.COUNT < 8;
  static final VectorSpecies<Float> FLOATS =
      NARROW ? FloatVector.SPECIES_128 : FloatVector.SPECIES_256;
  static final VectorSpecies<Short> SHORTS =
      NARROW ? ShortVector.SPECIES_128 : ShortVector.SPECIES_256;

  static final VectorSpecies<Integer> INTS = NARROW ? IntVector.SPECIES_128 : IntVector.SPECIES_256;

  /** As many shorts as a vector has floats. */
  static final VectorSpecies<Short> HALVES =
      NARROW ? ShortVector.SPECIES_64 : ShortVector.SPECIES_128;

  /** As many ints as {@link Lanes} has floats: codes that are decoded. */
  static final VectorSpecies<Integer> WIDE_INTS =
      Lanes.COUNT > 8 ? IntVector.SPECIES_512 : IntVector.SPECIES_256;

  /** As many bytes. There is no vector of four. */
  static final VectorSpecies<Byte> BYTES =
      Lanes.COUNT > 8 ? ByteVector.SPECIES_128 : ByteVector.SPECIES_64;

  /** Floats in a vector. */
  static final int LANES = FLOATS.length();

  /** Shorts in a vector. */
  static final int WIDTH = SHORTS.length();

  static final ByteOrder ORDER = ByteOrder.LITTLE_ENDIAN;
  static final ValueLayout.OfShort SHORT = ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ORDER);

  /** All bits of a float16 but its sign. */
  static final short MAGNITUDE = 0x7FFF;

  /** The magnitude of infinity; NaN has greater ones. */
  static final short INFINITY = 0x7C00;

  /** Bits of a sign, and of a float16's exponent and fraction 13 places further up. */
  static final int KEPT = 0x8FFFE000;

  /**
   * Exponent and fraction of a float16, moved to those of a float32, are a number so many times too
   * small, denormals among them. Only infinities and NaN become finite numbers that way.
   */
  static final float TOO_SMALL = 0x1p112f;

  /** The float below 0.5, so that 0.49999997 is not rounded up. */
  private static final float HALF = 0.49999997f;

  /** Activations that share a scale where they are rounded to 8 bits. */
  static final int SHARED = 32;

  final BlockFormat format;

  /** The textbook's kernel of the same format. */
  final BlockDot scalar;

  SimdBlockDot(BlockFormat format) {
    this.format = format;
    scalar = Kernels.scalar().blockDot(format);
  }

  static float float16(MemorySegment weights, long at) {
    return Float.float16ToFloat(weights.get(SHORT, at));
  }

  /**
   * Rounds 32 activations to 8 bits.
   *
   * @param codes c of each, overwritten from index 0
   * @return their scale
   */
  static float round(short[] codes, float[] x, int from) {
    // The bits of a float without its sign are ordered as its magnitude, NaN above all.
    int greatest = 0;
    for (int i = from; i < from + SHARED; i++) {
      greatest = Math.max(greatest, Float.floatToRawIntBits(x[i]) & Integer.MAX_VALUE);
    }
    float scale = Float.intBitsToFloat(greatest) / 127;
    float inverse = 1 / scale;
    if (inverse == Float.POSITIVE_INFINITY) {
      scale = 0;
      inverse = 0;
    }
    for (int i = 0; i < SHARED; i++) {
      float quotient = x[from + i] * inverse;
      codes[i] = (short) (int) (quotient + Math.copySign(HALF, quotient));
    }
    return scale;
  }

  /** The sum of some codes. */
  static int sum(short[] codes, int from, int n) {
    int sum = 0;
    for (int i = from; i < from + n; i++) {
      sum += codes[i];
    }
    return sum;
  }

  /** With vectors of 128 bits the textbook's way: the API has no four bytes to begin with. */
  @Override
  public final void decodeInto(
      float[] y, int yOffset, MemorySegment weights, long weightsOffset, int n) {
    if (NARROW) {
      scalar.decodeInto(y, yOffset, weights, weightsOffset, n);
    } else {
      decode(y, yOffset, weights, weightsOffset, n);
    }
  }

  /**
   * Decodes with vectors of 256 bits and more. Each conversion takes the first lanes of what it
   * converts: for others HotSpot makes some hundred nodes of its graph, so that a loop with many of
   * them was compiled seconds later, and in every third run to a slower one.
   */
  abstract void decode(float[] y, int yOffset, MemorySegment weights, long weightsOffset, int n);

  /** Weights are encoded once, when a model is loaded: the textbook's way is fast enough. */
  @Override
  public final void encodeInto(
      MemorySegment weights, long weightsOffset, float[] x, int xOffset, int n) {
    scalar.encodeInto(weights, weightsOffset, x, xOffset, n);
  }
}
