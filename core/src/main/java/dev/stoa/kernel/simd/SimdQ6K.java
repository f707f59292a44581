package dev.stoa.kernel.simd;

import static jdk.incubator.vector.VectorOperators.ASHR;
import static jdk.incubator.vector.VectorOperators.B2F;
import static jdk.incubator.vector.VectorOperators.I2F;
import static jdk.incubator.vector.VectorOperators.LSHL;
import static jdk.incubator.vector.VectorOperators.LSHR;
import static jdk.incubator.vector.VectorOperators.ZERO_EXTEND_B2I;

import dev.stoa.kernel.BlockFormat;
import dev.stoa.kernel.BlockInput;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import jdk.incubator.vector.ByteVector;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.ShortVector;
import jdk.incubator.vector.VectorShuffle;
import jdk.incubator.vector.VectorSpecies;

/**
 * Q6_K, one row after the other. Of 128 weights 32 have the lower bits of their codes in the lower
 * halves of 32 bytes, 32 in those of 32 others, and two times 32 in the upper halves; the upper
 * bits of all are in the same 32 bytes. So three vectors are put together to four, of which each
 * lane has two codes. They are multiplied without being taken apart, as {@link SimdInterleaved}
 * tells; the 32 that each has too much is taken off by the sums of the activations. The even and
 * the odd shorts are added as the upper half of the int that they are, plus this int shifted by 16.
 * The sums become floats, and one multiply-add with both scales ends the step.
 */
public final class SimdQ6K extends SimdBlockDot {
  private static final int BLOCK = BlockFormat.Q6_K.weights();
  private static final int BYTES_OF_BLOCK = BlockFormat.Q6_K.bytes();
  private static final int PARTS = 16;
  private static final int PART = BLOCK / PARTS;
  private static final int HALF = BLOCK / 2;
  private static final int UPPER = 128;
  private static final int SCALES = 192;
  private static final int D = 208;

  /** Weights whose codes are in the same bits of their bytes. */
  private static final int QUARTER = 32;

  /** What an unsigned code has too much. */
  private static final int EXCESS = 32;

  /** Most weights that are decoded at a time: {@link Lanes#room} takes their scales and a float. */
  private static final int MOST_DECODED = (512 / PARTS - 1) * BLOCK;

  /** Bytes of a cache line. */
  private static final int LINE = 64;

  /** The lower four bits of the codes in four bytes. */
  private static final int LOWER_BITS = 0x0F0F0F0F;

  /** The upper two bits. */
  private static final int UPPER_BITS = 0x30303030;

  /** The lower byte of each short. */
  private static final int ODD_CODES = 0x00FF00FF;

  // Each scale four times: as many floats as the products of its 16 weights become.
  private static final VectorShuffle<Float> SPREAD_0 = spread(0);
  private static final VectorShuffle<Float> SPREAD_1 = spread(1);
  private static final VectorShuffle<Float> SPREAD_2 = spread(2);
  private static final VectorShuffle<Float> SPREAD_3 = spread(3);

  /** As many scales as a vector has floats; all where it has four. */
  private static final VectorSpecies<Byte> SOME_SCALES =
      NARROW ? ByteVector.SPECIES_128 : ByteVector.SPECIES_64;

  /**
   * Activations as this kernel multiplies them.
   *
   * @param codes room for 32 codes
   * @param factors of each 32 the codes with an even index, then the factors of those with an odd
   *     one
   * @param scales s for each 16
   * @param sums s · Σ c of each 16
   */
  private record Input(short[] codes, short[] factors, float[] scales, float[] sums)
      implements BlockInput {
    Input(int n) {
      this(new short[SHARED], new short[n], new float[n / PART], new float[n / PART]);
    }
  }

  /** The kernel of this format. */
  public SimdQ6K() {
    super(BlockFormat.Q6_K);
  }

  private static VectorShuffle<Float> spread(int quarter) {
    return VectorShuffle.fromOp(FLOATS, lane -> quarter * LANES / 4 + lane / 4);
  }

  @Override
  public BlockInput prepare(BlockInput used, float[] x, int xOffset, int n) {
    Input input = used instanceof Input old && old.factors.length >= n ? old : new Input(n);
    short[] codes = input.codes;
    for (int first = 0; first < n; first += SHARED) {
      float scale = round(codes, x, xOffset + first);
      for (int i = 0; i < PART; i++) {
        input.factors[first + i] = codes[2 * i];
        input.factors[first + PART + i] = (short) (codes[2 * i + 1] - 256 * codes[2 * i]);
      }
      for (int half = 0; half < SHARED; half += PART) {
        input.scales[(first + half) / PART] = scale;
        input.sums[(first + half) / PART] = scale * sum(codes, half, PART);
      }
    }
    return input;
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
    Input x = (Input) input;
    long rowBytes = format.rowBytes(k);
    for (int row = 0; row < rows; row++) {
      y[yOffset + row] += dot(weights, weightsOffset + row * rowBytes, k, x, inputOffset);
    }
  }

  /** One row times the activations. */
  private static float dot(MemorySegment weights, long at, int k, Input input, int first) {
    short[] x = input.factors();
    float[] room = Lanes.room();
    FloatVector sum0 = FloatVector.zero(FLOATS);
    FloatVector sum1 = sum0;
    FloatVector excess = sum0;
    for (int block = 0; block < k / BLOCK; block++) {
      long from = at + (long) block * BYTES_OF_BLOCK;
      int xBlock = first + block * BLOCK;
      float d = float16(weights, from + D);
      for (int i = 0; i < PARTS; i += LANES) {
        int part = xBlock / PART + i;
        long scales = from + SCALES + (NARROW ? 0 : i);
        ByteVector s = ByteVector.fromMemorySegment(SOME_SCALES, weights, scales, ORDER);
        FloatVector scale = (FloatVector) s.convertShape(B2F, FLOATS, NARROW ? i / LANES : 0);
        scale = scale.mul(d);
        excess = scale.fma(FloatVector.fromArray(FLOATS, input.sums(), part), excess);
        FloatVector xScale = FloatVector.fromArray(FLOATS, input.scales(), part);
        FloatVector product = scale.mul(xScale);
        product.rearrange(SPREAD_0).intoArray(room, 4 * i);
        product.rearrange(SPREAD_1).intoArray(room, 4 * i + LANES);
        product.rearrange(SPREAD_2).intoArray(room, 4 * i + 2 * LANES);
        product.rearrange(SPREAD_3).intoArray(room, 4 * i + 3 * LANES);
      }
      for (int half = 0; half < 2; half++) {
        for (int l = 0; l < QUARTER; l += 2 * WIDTH) {
          long lower = from + 2 * QUARTER * half + l;
          long upper = from + UPPER + QUARTER * half + l;
          int j = xBlock + HALF * half + l / 2;
          int part = 4 * ((HALF * half + l) / PART);
          IntVector v0 = IntVector.fromMemorySegment(INTS, weights, lower, ORDER);
          IntVector v1 = IntVector.fromMemorySegment(INTS, weights, lower + QUARTER, ORDER);
          IntVector u = IntVector.fromMemorySegment(INTS, weights, upper, ORDER);
          IntVector codes = u.lanewise(LSHL, 4).and(UPPER_BITS).or(v0.and(LOWER_BITS));
          ShortVector even = codes.reinterpretAsShorts().mul(ShortVector.fromArray(SHORTS, x, j));
          ShortVector odd = codes.lanewise(LSHR, 8).and(ODD_CODES).reinterpretAsShorts();
          odd = odd.mul(ShortVector.fromArray(SHORTS, x, j + PART));
          IntVector pairs = even.add(odd).reinterpretAsInts();
          IntVector sums = pairs.lanewise(LSHL, 16).add(pairs).lanewise(ASHR, 16);
          FloatVector scale = FloatVector.fromArray(FLOATS, room, part);
          sum0 = ((FloatVector) sums.convertShape(I2F, FLOATS, 0)).fma(scale, sum0);
          codes = u.lanewise(LSHL, 2).and(UPPER_BITS).or(v1.and(LOWER_BITS));
          even = codes.reinterpretAsShorts().mul(ShortVector.fromArray(SHORTS, x, j + QUARTER));
          odd = codes.lanewise(LSHR, 8).and(ODD_CODES).reinterpretAsShorts();
          odd = odd.mul(ShortVector.fromArray(SHORTS, x, j + PART + QUARTER));
          pairs = even.add(odd).reinterpretAsInts();
          sums = pairs.lanewise(LSHL, 16).add(pairs).lanewise(ASHR, 16);
          scale = FloatVector.fromArray(FLOATS, room, part + 8);
          sum1 = ((FloatVector) sums.convertShape(I2F, FLOATS, 0)).fma(scale, sum1);
          codes = u.and(UPPER_BITS).or(v0.lanewise(LSHR, 4).and(LOWER_BITS));
          even = codes.reinterpretAsShorts().mul(ShortVector.fromArray(SHORTS, x, j + 2 * QUARTER));
          odd = codes.lanewise(LSHR, 8).and(ODD_CODES).reinterpretAsShorts();
          odd = odd.mul(ShortVector.fromArray(SHORTS, x, j + PART + 2 * QUARTER));
          pairs = even.add(odd).reinterpretAsInts();
          sums = pairs.lanewise(LSHL, 16).add(pairs).lanewise(ASHR, 16);
          scale = FloatVector.fromArray(FLOATS, room, part + 16);
          sum0 = ((FloatVector) sums.convertShape(I2F, FLOATS, 0)).fma(scale, sum0);
          codes = u.lanewise(LSHR, 2).and(UPPER_BITS).or(v1.lanewise(LSHR, 4).and(LOWER_BITS));
          even = codes.reinterpretAsShorts().mul(ShortVector.fromArray(SHORTS, x, j + 3 * QUARTER));
          odd = codes.lanewise(LSHR, 8).and(ODD_CODES).reinterpretAsShorts();
          odd = odd.mul(ShortVector.fromArray(SHORTS, x, j + PART + 3 * QUARTER));
          pairs = even.add(odd).reinterpretAsInts();
          sums = pairs.lanewise(LSHL, 16).add(pairs).lanewise(ASHR, 16);
          scale = FloatVector.fromArray(FLOATS, room, part + 24);
          sum1 = ((FloatVector) sums.convertShape(I2F, FLOATS, 0)).fma(scale, sum1);
        }
      }
    }
    sum0.add(sum1).sub(excess.mul(EXCESS)).intoArray(room, 0);
    return Lanes.sum(room, 0, LANES);
  }

  @Override
  void decode(float[] y, int yOffset, MemorySegment weights, long weightsOffset, int n) {
    for (int i = 0; i < n; i += MOST_DECODED) {
      long from = weightsOffset + (long) (i / BLOCK) * BYTES_OF_BLOCK;
      decodeBlocks(y, yOffset + i, weights, from, Math.min(MOST_DECODED, n - i) / BLOCK);
    }
  }

  /**
   * Decodes blocks. A first loop makes their scales and reads a byte of each cache line that they
   * stand in: the rows of a tile are short pieces far from each other, and the second loop would
   * wait for memory at each line.
   */
  private static void decodeBlocks(
      float[] y, int yOffset, MemorySegment weights, long weightsOffset, int blocks) {
    float[] scales = Lanes.room();
    int read = 0;
    for (int block = 0; block < blocks; block++) {
      long from = weightsOffset + (long) block * BYTES_OF_BLOCK;
      for (int i = 0; i < SCALES; i += LINE) {
        read |= weights.get(ValueLayout.JAVA_BYTE, from + i);
      }
      float d = float16(weights, from + D);
      for (int i = 0; i < PARTS; i += Lanes.COUNT) {
        ByteVector s = ByteVector.fromMemorySegment(BYTES, weights, from + SCALES + i, ORDER);
        FloatVector scale = (FloatVector) s.convertShape(B2F, Lanes.FLOATS, 0);
        scale.mul(d).intoArray(scales, block * PARTS + i);
      }
    }
    // Stored for nothing: what is not used would not be read.
    scales[blocks * PARTS] = read;
    for (int half = 0; half < 2 * blocks; half++) {
      long from = weightsOffset + (long) (half >> 1) * BYTES_OF_BLOCK;
      long lower = from + HALF / 2 * (half & 1);
      long upper = from + UPPER + QUARTER * (half & 1);
      for (int l = 0; l < QUARTER; l += Lanes.COUNT) {
        ByteVector low0 = ByteVector.fromMemorySegment(BYTES, weights, lower + l, ORDER);
        ByteVector low1 = ByteVector.fromMemorySegment(BYTES, weights, lower + QUARTER + l, ORDER);
        ByteVector bits = ByteVector.fromMemorySegment(BYTES, weights, upper + l, ORDER);
        int to = yOffset + half * HALF + l;
        int part = half * (PARTS / 2) + l / PART;
        IntVector s = (IntVector) low0.convertShape(ZERO_EXTEND_B2I, WIDE_INTS, 0);
        IntVector t = (IntVector) low1.convertShape(ZERO_EXTEND_B2I, WIDE_INTS, 0);
        IntVector u = (IntVector) bits.convertShape(ZERO_EXTEND_B2I, WIDE_INTS, 0);
        IntVector q = s.and(15).or(u.lanewise(LSHL, 4).and(48)).sub(EXCESS);
        FloatVector weight = (FloatVector) q.convertShape(I2F, Lanes.FLOATS, 0);
        weight.mul(scales[part]).intoArray(y, to);
        q = t.and(15).or(u.lanewise(LSHL, 2).and(48)).sub(EXCESS);
        weight = (FloatVector) q.convertShape(I2F, Lanes.FLOATS, 0);
        weight.mul(scales[part + 2]).intoArray(y, to + QUARTER);
        q = s.lanewise(LSHR, 4).or(u.and(48)).sub(EXCESS);
        weight = (FloatVector) q.convertShape(I2F, Lanes.FLOATS, 0);
        weight.mul(scales[part + 4]).intoArray(y, to + 2 * QUARTER);
        q = t.lanewise(LSHR, 4).or(u.lanewise(LSHR, 2).and(48)).sub(EXCESS);
        weight = (FloatVector) q.convertShape(I2F, Lanes.FLOATS, 0);
        weight.mul(scales[part + 6]).intoArray(y, to + 3 * QUARTER);
      }
    }
  }
}
