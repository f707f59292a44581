package dev.stoa.kernel.simd;

import static jdk.incubator.vector.VectorOperators.ASHR;
import static jdk.incubator.vector.VectorOperators.B2F;
import static jdk.incubator.vector.VectorOperators.I2F;
import static jdk.incubator.vector.VectorOperators.LSHL;
import static jdk.incubator.vector.VectorOperators.LSHR;
import static jdk.incubator.vector.VectorOperators.XOR;

import dev.stoa.kernel.BlockFormat;
import dev.stoa.kernel.block.Interleaving;
import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.ByteVector;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.ShortVector;

/**
 * Q8_0. A unit has two codes; 128 is added to each, so that it has no sign. The sum of two products
 * is at most 2 · 128 · 127, which fits a short, but more of them do not: they are added as ints, of
 * two rows at once. An int is 2¹⁶ b + a, where b belongs to the odd row, and a to the even one and
 * is 2¹⁵ too great, so that it is never negative. Then Σ b is the sum of these ints' upper halves,
 * and Σ a what their sum has besides, modulo 2³².
 */
public final class SimdQ8 extends SimdInterleaved {
  private static final int BLOCK = BlockFormat.Q8_0.weights();
  private static final int BYTES_OF_BLOCK = BlockFormat.Q8_0.bytes();
  private static final int CODES = 2;

  /** Units of a block. */
  private static final int UNITS = BLOCK / 2;

  /** What an unsigned code has too much. */
  private static final int EXCESS = 128;

  /** The highest bit of each byte: exchanging it adds 128, modulo 256. */
  private static final int SIGNS = 0x80808080;

  /** The lower byte of each short. */
  private static final int LOWER = 0x00FF00FF;

  /** What the sum of two products of an even row has too much. */
  private static final int BIAS = 1 << 15;

  /** The kernel of this format. */
  public SimdQ8() {
    super(BlockFormat.Q8_0);
  }

  @Override
  void arrange(Input input, int part, short[] codes) {
    int first = part * BLOCK;
    for (int i = 0; i < BLOCK; i += 2) {
      int start = -EXCESS * (codes[i] + codes[i + 1]);
      input.factors()[first + i] = twice(codes[i]);
      input.factors()[first + i + 1] = twice(codes[i + 1] - 256 * codes[i]);
      input.starts()[(first + i) / 2] = twice(start) ^ BIAS;
    }
  }

  @Override
  boolean dotsInto(
      float[] dots,
      int dot,
      MemorySegment weights,
      long at,
      long distance,
      int k,
      Input input,
      int first) {
    int[] factors = input.factors();
    int[] starts = input.starts();
    float[] scales = input.scales();
    FloatVector evenSum0 = FloatVector.zero(FLOATS);
    FloatVector oddSum0 = evenSum0;
    FloatVector evenSum1 = evenSum0;
    FloatVector oddSum1 = evenSum0;
    ShortVector greatest = ShortVector.zero(SHORTS);
    for (int block = 0; block < k / BLOCK; block++) {
      long from = at + (long) block * BYTES_OF_BLOCK * Interleaving.ROWS;
      int x = first / BLOCK + block;
      IntVector all0 = IntVector.zero(INTS);
      IntVector odd0 = all0;
      IntVector all1 = all0;
      IntVector odd1 = all0;
      for (int i = 0; i < UNITS; i++) {
        long w = from + NEXT + (long) NEXT * i;
        int factor = x * BLOCK + 2 * i;
        ShortVector x0 = IntVector.broadcast(INTS, factors[factor]).reinterpretAsShorts();
        ShortVector x1 = IntVector.broadcast(INTS, factors[factor + 1]).reinterpretAsShorts();
        ShortVector start = IntVector.broadcast(INTS, starts[x * UNITS + i]).reinterpretAsShorts();
        IntVector v = IntVector.fromMemorySegment(INTS, weights, w, ORDER).lanewise(XOR, SIGNS);
        ShortVector upper = v.lanewise(LSHR, 8).and(LOWER).reinterpretAsShorts();
        ShortVector products = v.reinterpretAsShorts().mul(x0).add(upper.mul(x1));
        IntVector pairs = products.add(start).reinterpretAsInts();
        all0 = all0.add(pairs);
        odd0 = odd0.add(pairs.lanewise(ASHR, 16));
        v = IntVector.fromMemorySegment(INTS, weights, w + distance, ORDER).lanewise(XOR, SIGNS);
        upper = v.lanewise(LSHR, 8).and(LOWER).reinterpretAsShorts();
        products = v.reinterpretAsShorts().mul(x0).add(upper.mul(x1));
        pairs = products.add(start).reinterpretAsInts();
        all1 = all1.add(pairs);
        odd1 = odd1.add(pairs.lanewise(ASHR, 16));
      }
      FloatVector xScale = FloatVector.broadcast(FLOATS, scales[x]);
      IntVector even = all0.sub(odd0.lanewise(LSHL, 16)).sub(UNITS * BIAS);
      ShortVector d = ShortVector.fromMemorySegment(SHORTS, weights, from, ORDER);
      greatest = greatest.max(d.and(MAGNITUDE));
      IntVector evenD = d.reinterpretAsInts().lanewise(LSHL, 16).lanewise(ASHR, 3).and(KEPT);
      IntVector oddD = d.reinterpretAsInts().lanewise(ASHR, 3).and(KEPT);
      FloatVector evenScale = evenD.reinterpretAsFloats().mul(TOO_SMALL).mul(xScale);
      FloatVector oddScale = oddD.reinterpretAsFloats().mul(TOO_SMALL).mul(xScale);
      evenSum0 = ((FloatVector) even.convertShape(I2F, FLOATS, 0)).fma(evenScale, evenSum0);
      oddSum0 = ((FloatVector) odd0.convertShape(I2F, FLOATS, 0)).fma(oddScale, oddSum0);
      even = all1.sub(odd1.lanewise(LSHL, 16)).sub(UNITS * BIAS);
      d = ShortVector.fromMemorySegment(SHORTS, weights, from + distance, ORDER);
      greatest = greatest.max(d.and(MAGNITUDE));
      evenD = d.reinterpretAsInts().lanewise(LSHL, 16).lanewise(ASHR, 3).and(KEPT);
      oddD = d.reinterpretAsInts().lanewise(ASHR, 3).and(KEPT);
      evenScale = evenD.reinterpretAsFloats().mul(TOO_SMALL).mul(xScale);
      oddScale = oddD.reinterpretAsFloats().mul(TOO_SMALL).mul(xScale);
      evenSum1 = ((FloatVector) even.convertShape(I2F, FLOATS, 0)).fma(evenScale, evenSum1);
      oddSum1 = ((FloatVector) odd1.convertShape(I2F, FLOATS, 0)).fma(oddScale, oddSum1);
    }
    evenSum0.intoArray(dots, dot);
    oddSum0.intoArray(dots, dot + LANES);
    evenSum1.intoArray(dots, dot + 2 * LANES);
    oddSum1.intoArray(dots, dot + 3 * LANES);
    return greatest.lt(INFINITY).allTrue();
  }

  @Override
  void decode(float[] y, int yOffset, MemorySegment weights, long weightsOffset, int n) {
    for (int block = 0; block < n / BLOCK; block++) {
      long from = weightsOffset + (long) block * BYTES_OF_BLOCK;
      float scale = float16(weights, from);
      for (int i = 0; i < BLOCK; i += Lanes.COUNT) {
        ByteVector q = ByteVector.fromMemorySegment(BYTES, weights, from + CODES + i, ORDER);
        FloatVector codes = (FloatVector) q.convertShape(B2F, Lanes.FLOATS, 0);
        codes.mul(scale).intoArray(y, yOffset + block * BLOCK + i);
      }
    }
  }
}
