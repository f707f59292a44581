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

/**
 * Q6_K. Of 128 weights, as many as a vector has shorts are put together four times: from the lower
 * and the upper halves of two runs of bytes, and two bits each of a third. Each of the four has a
 * scale of its own. Codes are multiplied as they are, 0 to 63; the 32 that each has too much is
 * taken off by the sums of the activations, as in {@link SimdQ4}.
 */
final class SimdQ6K extends SimdRows {
  private static final int BLOCK = BlockFormat.Q6_K.weights();
  private static final int BYTES_OF_BLOCK = BlockFormat.Q6_K.bytes();
  private static final int PARTS = 16;
  private static final int PART = BLOCK / PARTS;
  private static final int HALF = BLOCK / 2;
  private static final int UPPER = 128;
  private static final int SCALES = 192;
  private static final int D = 208;

  SimdQ6K() {
    super(BlockFormat.Q6_K);
  }

  @Override
  float dot(MemorySegment weights, long at, int k, BlockInput input, int first) {
    short[] codes = input.codes();
    float[] room = Lanes.room();
    FloatVector sum0 = FloatVector.zero(FLOATS);
    FloatVector sum1 = sum0;
    FloatVector excess = sum0;
    long from = at;
    for (int x = first; x < first + k; x += BLOCK) {
      float d = float16(weights, from + D);
      ByteVector s =
          ByteVector.fromMemorySegment(ByteVector.SPECIES_128, weights, from + SCALES, ORDER);
      for (int i = 0; i < PARTS; i += LANES) {
        int part = x / PART + i;
        FloatVector scale = ((FloatVector) s.convertShape(B2F, FLOATS, i / LANES)).mul(d);
        excess = scale.fma(FloatVector.fromArray(FLOATS, input.halfSums(), part), excess);
        FloatVector xScale = FloatVector.fromArray(FLOATS, input.halfScales(), part);
        scale.mul(xScale).intoArray(room, i);
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
        int j = x + HALF * half + l;
        int scale = (HALF * half + l) / PART;

        ShortVector a = s0.and((short) 15).or(u.lanewise(LSHL, 4).and((short) 48));
        IntVector ap = a.mul(ShortVector.fromArray(SHORTS, codes, j)).reinterpretAsInts();
        IntVector aSums = ap.lanewise(LSHL, 16).add(ap).lanewise(ASHR, 16);
        FloatVector af = (FloatVector) aSums.convertShape(I2F, FLOATS, 0);
        sum0 = af.fma(FloatVector.broadcast(FLOATS, room[scale]), sum0);

        ShortVector b = s1.and((short) 15).or(u.lanewise(LSHL, 2).and((short) 48));
        IntVector bp = b.mul(ShortVector.fromArray(SHORTS, codes, j + 32)).reinterpretAsInts();
        IntVector bSums = bp.lanewise(LSHL, 16).add(bp).lanewise(ASHR, 16);
        FloatVector bf = (FloatVector) bSums.convertShape(I2F, FLOATS, 0);
        sum1 = bf.fma(FloatVector.broadcast(FLOATS, room[scale + 2]), sum1);

        ShortVector c = s0.lanewise(LSHR, 4).or(u.and((short) 48));
        IntVector cp = c.mul(ShortVector.fromArray(SHORTS, codes, j + 64)).reinterpretAsInts();
        IntVector cSums = cp.lanewise(LSHL, 16).add(cp).lanewise(ASHR, 16);
        FloatVector cf = (FloatVector) cSums.convertShape(I2F, FLOATS, 0);
        sum0 = cf.fma(FloatVector.broadcast(FLOATS, room[scale + 4]), sum0);

        ShortVector e = s1.lanewise(LSHR, 4).or(u.lanewise(LSHR, 2).and((short) 48));
        IntVector ep = e.mul(ShortVector.fromArray(SHORTS, codes, j + 96)).reinterpretAsInts();
        IntVector eSums = ep.lanewise(LSHL, 16).add(ep).lanewise(ASHR, 16);
        FloatVector ef = (FloatVector) eSums.convertShape(I2F, FLOATS, 0);
        sum1 = ef.fma(FloatVector.broadcast(FLOATS, room[scale + 6]), sum1);
      }
      from += BYTES_OF_BLOCK;
    }
    sum0.add(sum1).sub(excess.mul(32)).intoArray(room, 0);
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
