package dev.stoa.kernel.simd;

import static jdk.incubator.vector.VectorOperators.ASHR;
import static jdk.incubator.vector.VectorOperators.I2F;
import static jdk.incubator.vector.VectorOperators.LSHL;
import static jdk.incubator.vector.VectorOperators.LSHR;
import static jdk.incubator.vector.VectorOperators.ZERO_EXTEND_B2I;

import dev.stoa.kernel.BlockFormat;
import dev.stoa.kernel.block.Interleaving;
import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.ByteVector;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.ShortVector;

/**
 * Q4_0. The four codes of a unit belong to a weight of the first half of the block, one of the
 * second, and the next of both. The sum of all 32 products is at most 32 · 8 · 127, which fits a
 * short.
 */
public final class SimdQ4 extends SimdInterleaved {
  private static final int BLOCK = BlockFormat.Q4_0.weights();
  private static final int BYTES_OF_BLOCK = BlockFormat.Q4_0.bytes();
  private static final int CODES = 2;

  /** Bytes of codes, each with a weight of the first half block and one of the second. */
  private static final int HALF_BLOCK = BLOCK / 2;

  /** What an unsigned code has too much. */
  private static final int EXCESS = 8;

  /** The kernel of this format. */
  public SimdQ4() {
    super(BlockFormat.Q4_0);
  }

  @Override
  void arrange(Input input, int part, short[] codes) {
    int[] factors = input.factors();
    input.starts()[part] = twice(-EXCESS * sum(codes, 0, BLOCK));
    for (int i = 0; i < HALF_BLOCK; i += 2) {
      int c0 = codes[i];
      int c1 = codes[HALF_BLOCK + i];
      int c2 = codes[i + 1];
      int c3 = codes[HALF_BLOCK + i + 1];
      int to = part * BLOCK + 2 * i;
      factors[to] = twice(c0);
      factors[to + 1] = twice(c1 - 16 * c0);
      factors[to + 2] = twice(c2 - 16 * c1);
      factors[to + 3] = twice(c3 - 16 * c2);
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
      ShortVector sum0 = IntVector.broadcast(INTS, starts[x]).reinterpretAsShorts();
      ShortVector sum1 = sum0;
      for (int i = 0; i < HALF_BLOCK / 2; i++) {
        long w = from + NEXT + (long) NEXT * i;
        int factor = x * BLOCK + 4 * i;
        ShortVector x0 = IntVector.broadcast(INTS, factors[factor]).reinterpretAsShorts();
        ShortVector x1 = IntVector.broadcast(INTS, factors[factor + 1]).reinterpretAsShorts();
        ShortVector x2 = IntVector.broadcast(INTS, factors[factor + 2]).reinterpretAsShorts();
        ShortVector x3 = IntVector.broadcast(INTS, factors[factor + 3]).reinterpretAsShorts();
        ShortVector v = ShortVector.fromMemorySegment(SHORTS, weights, w, ORDER);
        sum0 = v.mul(x0).add(sum0);
        sum0 = v.lanewise(LSHR, 4).mul(x1).add(sum0);
        sum0 = v.lanewise(LSHR, 8).mul(x2).add(sum0);
        sum0 = v.lanewise(LSHR, 12).mul(x3).add(sum0);
        v = ShortVector.fromMemorySegment(SHORTS, weights, w + distance, ORDER);
        sum1 = v.mul(x0).add(sum1);
        sum1 = v.lanewise(LSHR, 4).mul(x1).add(sum1);
        sum1 = v.lanewise(LSHR, 8).mul(x2).add(sum1);
        sum1 = v.lanewise(LSHR, 12).mul(x3).add(sum1);
      }
      FloatVector xScale = FloatVector.broadcast(FLOATS, scales[x]);
      IntVector all = sum0.reinterpretAsInts();
      IntVector even = all.lanewise(LSHL, 16).lanewise(ASHR, 16);
      IntVector odd = all.lanewise(ASHR, 16);
      ShortVector d = ShortVector.fromMemorySegment(SHORTS, weights, from, ORDER);
      greatest = greatest.max(d.and(MAGNITUDE));
      IntVector evenD = d.reinterpretAsInts().lanewise(LSHL, 16).lanewise(ASHR, 3).and(KEPT);
      IntVector oddD = d.reinterpretAsInts().lanewise(ASHR, 3).and(KEPT);
      FloatVector evenScale = evenD.reinterpretAsFloats().mul(TOO_SMALL).mul(xScale);
      FloatVector oddScale = oddD.reinterpretAsFloats().mul(TOO_SMALL).mul(xScale);
      evenSum0 = ((FloatVector) even.convertShape(I2F, FLOATS, 0)).fma(evenScale, evenSum0);
      oddSum0 = ((FloatVector) odd.convertShape(I2F, FLOATS, 0)).fma(oddScale, oddSum0);
      all = sum1.reinterpretAsInts();
      even = all.lanewise(LSHL, 16).lanewise(ASHR, 16);
      odd = all.lanewise(ASHR, 16);
      d = ShortVector.fromMemorySegment(SHORTS, weights, from + distance, ORDER);
      greatest = greatest.max(d.and(MAGNITUDE));
      evenD = d.reinterpretAsInts().lanewise(LSHL, 16).lanewise(ASHR, 3).and(KEPT);
      oddD = d.reinterpretAsInts().lanewise(ASHR, 3).and(KEPT);
      evenScale = evenD.reinterpretAsFloats().mul(TOO_SMALL).mul(xScale);
      oddScale = oddD.reinterpretAsFloats().mul(TOO_SMALL).mul(xScale);
      evenSum1 = ((FloatVector) even.convertShape(I2F, FLOATS, 0)).fma(evenScale, evenSum1);
      oddSum1 = ((FloatVector) odd.convertShape(I2F, FLOATS, 0)).fma(oddScale, oddSum1);
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
      for (int i = 0; i < HALF_BLOCK; i += Lanes.COUNT) {
        ByteVector q = ByteVector.fromMemorySegment(BYTES, weights, from + CODES + i, ORDER);
        IntVector both = (IntVector) q.convertShape(ZERO_EXTEND_B2I, WIDE_INTS, 0);
        IntVector low = both.and(15).sub(EXCESS);
        IntVector high = both.lanewise(LSHR, 4).sub(EXCESS);
        int to = yOffset + block * BLOCK + i;
        ((FloatVector) low.convertShape(I2F, Lanes.FLOATS, 0)).mul(scale).intoArray(y, to);
        to += HALF_BLOCK;
        ((FloatVector) high.convertShape(I2F, Lanes.FLOATS, 0)).mul(scale).intoArray(y, to);
      }
    }
  }
}
