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
import jdk.incubator.vector.ByteVector;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.ShortVector;
import jdk.incubator.vector.VectorShuffle;

/**
 * Q6_K, one row after the other. Of 128 weights 32 have the lower bits of their codes in the lower
 * halves of 32 bytes, 32 in those of 32 others, and two times 32 in the upper halves; the upper
 * bits of all are in the same 32 bytes. So three vectors are put together to four, of which each
 * lane has two codes. They are multiplied without being taken apart, as {@link SimdInterleaved}
 * tells; the 32 that each has too much is taken off by the sums of the activations. The even and
 * the odd shorts are added as the upper half of the int that they are, plus this int shifted by 16.
 * The sums become floats, and one multiply-add with both scales ends the step.
 */
final class SimdQ6K extends SimdBlockDot {
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

  /** What a code without sign has too much. */
  private static final int EXCESS = 32;

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

  SimdQ6K() {
    super(BlockFormat.Q6_K);
  }

  private static VectorShuffle<Float> spread(int quarter) {
    return VectorShuffle.fromOp(FLOATS, lane -> quarter * LANES / 4 + lane / 4);
  }

  /** Of each 32 first the codes with an even index, then the factors of those with an odd one. */
  @Override
  void arrange(BlockInput input, int first) {
    short[] codes = input.codes();
    float[] room = Lanes.room();
    for (int i = 0; i < BlockInput.BLOCK; i++) {
      room[i] = codes[first + i];
    }
    for (int i = 0; i < PART; i++) {
      int even = (int) room[2 * i];
      codes[first + i] = (short) even;
      codes[first + PART + i] = (short) ((int) room[2 * i + 1] - 256 * even);
    }
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
  private static float dot(MemorySegment weights, long at, int k, BlockInput input, int first) {
    short[] x = input.codes();
    float[] room = Lanes.room();
    FloatVector sum0 = FloatVector.zero(FLOATS);
    FloatVector sum1 = sum0;
    FloatVector excess = sum0;
    for (int block = 0; block < k / BLOCK; block++) {
      long from = at + (long) block * BYTES_OF_BLOCK;
      int xBlock = first + block * BLOCK;
      float d = float16(weights, from + D);
      ByteVector s =
          ByteVector.fromMemorySegment(ByteVector.SPECIES_128, weights, from + SCALES, ORDER);
      for (int i = 0; i < PARTS; i += LANES) {
        int part = xBlock / PART + i;
        FloatVector scale = ((FloatVector) s.convertShape(B2F, FLOATS, i / LANES)).mul(d);
        excess = scale.fma(FloatVector.fromArray(FLOATS, input.halfSums(), part), excess);
        FloatVector xScale = FloatVector.fromArray(FLOATS, input.halfScales(), part);
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
  public void decodeInto(float[] y, int yOffset, MemorySegment weights, long weightsOffset, int n) {
    float[] room = Lanes.room();
    for (int block = 0; block < n / BLOCK; block++) {
      long from = weightsOffset + (long) block * BYTES_OF_BLOCK;
      float d = float16(weights, from + D);
      ByteVector s =
          ByteVector.fromMemorySegment(ByteVector.SPECIES_128, weights, from + SCALES, ORDER);
      for (int i = 0; i < PARTS; i += LANES) {
        ((FloatVector) s.convertShape(B2F, FLOATS, i / LANES)).mul(d).intoArray(room, i);
      }
      for (int step = 0; step < BLOCK / 4; step += WIDTH) {
        int half = step / 32;
        int l = step % 32;
        long lower = from + 64 * half + l;
        ByteVector low0 = ByteVector.fromMemorySegment(BYTES, weights, lower, ORDER);
        ByteVector low1 = ByteVector.fromMemorySegment(BYTES, weights, lower + 32, ORDER);
        ByteVector upper =
            ByteVector.fromMemorySegment(BYTES, weights, from + UPPER + 32 * half + l, ORDER);
        ShortVector s0 = (ShortVector) low0.convertShape(ZERO_EXTEND_B2S, SHORTS, 0);
        ShortVector s1 = (ShortVector) low1.convertShape(ZERO_EXTEND_B2S, SHORTS, 0);
        ShortVector u = (ShortVector) upper.convertShape(ZERO_EXTEND_B2S, SHORTS, 0);
        int to = yOffset + block * BLOCK + HALF * half + l;
        int scale = (HALF * half + l) / PART;

        ShortVector a = s0.and((short) 15).or(u.lanewise(LSHL, 4).and((short) 48)).sub((short) 32);
        ((FloatVector) a.convertShape(S2F, FLOATS, 0)).mul(room[scale]).intoArray(y, to);
        ((FloatVector) a.convertShape(S2F, FLOATS, 1)).mul(room[scale]).intoArray(y, to + LANES);

        ShortVector b = s1.and((short) 15).or(u.lanewise(LSHL, 2).and((short) 48)).sub((short) 32);
        float bScale = room[scale + 2];
        ((FloatVector) b.convertShape(S2F, FLOATS, 0)).mul(bScale).intoArray(y, to + 32);
        ((FloatVector) b.convertShape(S2F, FLOATS, 1)).mul(bScale).intoArray(y, to + 32 + LANES);

        ShortVector c = s0.lanewise(LSHR, 4).or(u.and((short) 48)).sub((short) 32);
        float cScale = room[scale + 4];
        ((FloatVector) c.convertShape(S2F, FLOATS, 0)).mul(cScale).intoArray(y, to + 64);
        ((FloatVector) c.convertShape(S2F, FLOATS, 1)).mul(cScale).intoArray(y, to + 64 + LANES);

        ShortVector e = s1.lanewise(LSHR, 4).or(u.lanewise(LSHR, 2).and((short) 48));
        ShortVector eCodes = e.sub((short) 32);
        float eScale = room[scale + 6];
        ((FloatVector) eCodes.convertShape(S2F, FLOATS, 0)).mul(eScale).intoArray(y, to + 96);
        int last = to + 96 + LANES;
        ((FloatVector) eCodes.convertShape(S2F, FLOATS, 1)).mul(eScale).intoArray(y, last);
      }
    }
  }
}
