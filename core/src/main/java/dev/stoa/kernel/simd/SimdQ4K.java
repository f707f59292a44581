package dev.stoa.kernel.simd;

import static jdk.incubator.vector.VectorOperators.ASHR;
import static jdk.incubator.vector.VectorOperators.I2F;
import static jdk.incubator.vector.VectorOperators.LSHL;
import static jdk.incubator.vector.VectorOperators.LSHR;
import static jdk.incubator.vector.VectorOperators.ZERO_EXTEND_B2I;

import dev.stoa.kernel.BlockFormat;
import dev.stoa.kernel.block.Interleaving;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import jdk.incubator.vector.ByteVector;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.ShortVector;

/**
 * Q4_K. A unit has two codes of one part in its lower halves of bytes, two of the next part in the
 * upper ones. The scales and minima of a block, 6 bits each, become floats before its weights are
 * read.
 */
public final class SimdQ4K extends SimdInterleaved {
  private static final int BLOCK = BlockFormat.Q4_K.weights();
  private static final int BYTES_OF_BLOCK = BlockFormat.Q4_K.bytes();
  private static final int PARTS = 8;
  private static final int PART = BLOCK / PARTS;
  private static final int SCALES = 4;
  private static final int CODES = 16;

  /** Taken off each code, so that the sum of 32 products fits a short; added again to the sum. */
  private static final int EXCESS = 8;

  /** The lower code of each byte. */
  private static final int LOWER = 0x0F0F0F0F;

  /** The lowest code of each short. */
  private static final int LOWEST = 0x000F000F;

  /** Where the scales of a block are in {@link Lanes#room}. */
  private static final int SCALES_ROOM = 64;

  /** Where the minima are. */
  private static final int MINIMA = SCALES_ROOM + 2 * PARTS * WIDTH;

  private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT_UNALIGNED.withOrder(ORDER);

  /** The kernel of this format. */
  public SimdQ4K() {
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
  void arrange(Input input, int part, short[] codes) {
    int first = part * PART;
    input.starts()[part] = twice(-EXCESS * sum(codes, 0, PART));
    for (int i = 0; i < PART; i += 2) {
      input.factors()[first + i] = twice(codes[i]);
      input.factors()[first + i + 1] = twice(codes[i + 1] - 256 * codes[i]);
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
    float[] xScales = input.scales();
    float[] xSums = input.sums();
    float[] room = Lanes.room();
    Arrays.fill(room, MINIMA, MINIMA + 2 * WIDTH, 0);
    boolean finite = true;
    FloatVector evenSum0 = FloatVector.zero(FLOATS);
    FloatVector oddSum0 = evenSum0;
    FloatVector evenSum1 = evenSum0;
    FloatVector oddSum1 = evenSum0;
    for (int block = 0; block < k / BLOCK; block++) {
      long from = at + (long) block * BYTES_OF_BLOCK * Interleaving.ROWS;
      int xPart = first / PART + block * PARTS;
      finite &= scalesInto(room, 0, weights, from, xSums, xPart);
      finite &= scalesInto(room, 1, weights, from + distance, xSums, xPart);
      for (int part = 0; part < PARTS; part += 2) {
        ShortVector low0 = IntVector.broadcast(INTS, starts[xPart + part]).reinterpretAsShorts();
        ShortVector low1 = low0;
        ShortVector high0 =
            IntVector.broadcast(INTS, starts[xPart + part + 1]).reinterpretAsShorts();
        ShortVector high1 = high0;
        for (int i = 0; i < PART / 2; i++) {
          long w = from + (long) NEXT * (CODES / 2 + part * (PART / 4) + i);
          int factor = (xPart + part) * PART + 2 * i;
          ShortVector x0 = IntVector.broadcast(INTS, factors[factor]).reinterpretAsShorts();
          ShortVector x1 = IntVector.broadcast(INTS, factors[factor + 1]).reinterpretAsShorts();
          ShortVector x2 = IntVector.broadcast(INTS, factors[factor + PART]).reinterpretAsShorts();
          ShortVector x3 =
              IntVector.broadcast(INTS, factors[factor + PART + 1]).reinterpretAsShorts();
          IntVector v = IntVector.fromMemorySegment(INTS, weights, w, ORDER);
          low0 = v.and(LOWER).reinterpretAsShorts().mul(x0).add(low0);
          low0 = v.lanewise(LSHR, 8).and(LOWEST).reinterpretAsShorts().mul(x1).add(low0);
          high0 = v.lanewise(LSHR, 4).and(LOWER).reinterpretAsShorts().mul(x2).add(high0);
          high0 = v.lanewise(LSHR, 12).and(LOWEST).reinterpretAsShorts().mul(x3).add(high0);
          v = IntVector.fromMemorySegment(INTS, weights, w + distance, ORDER);
          low1 = v.and(LOWER).reinterpretAsShorts().mul(x0).add(low1);
          low1 = v.lanewise(LSHR, 8).and(LOWEST).reinterpretAsShorts().mul(x1).add(low1);
          high1 = v.lanewise(LSHR, 4).and(LOWER).reinterpretAsShorts().mul(x2).add(high1);
          high1 = v.lanewise(LSHR, 12).and(LOWEST).reinterpretAsShorts().mul(x3).add(high1);
        }
        FloatVector lowX = FloatVector.broadcast(FLOATS, xScales[xPart + part]);
        FloatVector highX = FloatVector.broadcast(FLOATS, xScales[xPart + part + 1]);
        FloatVector lowExcess = FloatVector.broadcast(FLOATS, EXCESS * xSums[xPart + part]);
        FloatVector highExcess = FloatVector.broadcast(FLOATS, EXCESS * xSums[xPart + part + 1]);
        int at0 = SCALES_ROOM + part * WIDTH;
        int at1 = at0 + PARTS * WIDTH;
        IntVector all = low0.reinterpretAsInts();
        FloatVector even =
            (FloatVector) all.lanewise(LSHL, 16).lanewise(ASHR, 16).convertShape(I2F, FLOATS, 0);
        FloatVector odd = (FloatVector) all.lanewise(ASHR, 16).convertShape(I2F, FLOATS, 0);
        FloatVector scale = FloatVector.fromArray(FLOATS, room, at0);
        evenSum0 = even.fma(lowX, lowExcess).fma(scale, evenSum0);
        scale = FloatVector.fromArray(FLOATS, room, at0 + LANES);
        oddSum0 = odd.fma(lowX, lowExcess).fma(scale, oddSum0);
        all = high0.reinterpretAsInts();
        even = (FloatVector) all.lanewise(LSHL, 16).lanewise(ASHR, 16).convertShape(I2F, FLOATS, 0);
        odd = (FloatVector) all.lanewise(ASHR, 16).convertShape(I2F, FLOATS, 0);
        scale = FloatVector.fromArray(FLOATS, room, at0 + WIDTH);
        evenSum0 = even.fma(highX, highExcess).fma(scale, evenSum0);
        scale = FloatVector.fromArray(FLOATS, room, at0 + WIDTH + LANES);
        oddSum0 = odd.fma(highX, highExcess).fma(scale, oddSum0);
        all = low1.reinterpretAsInts();
        even = (FloatVector) all.lanewise(LSHL, 16).lanewise(ASHR, 16).convertShape(I2F, FLOATS, 0);
        odd = (FloatVector) all.lanewise(ASHR, 16).convertShape(I2F, FLOATS, 0);
        scale = FloatVector.fromArray(FLOATS, room, at1);
        evenSum1 = even.fma(lowX, lowExcess).fma(scale, evenSum1);
        scale = FloatVector.fromArray(FLOATS, room, at1 + LANES);
        oddSum1 = odd.fma(lowX, lowExcess).fma(scale, oddSum1);
        all = high1.reinterpretAsInts();
        even = (FloatVector) all.lanewise(LSHL, 16).lanewise(ASHR, 16).convertShape(I2F, FLOATS, 0);
        odd = (FloatVector) all.lanewise(ASHR, 16).convertShape(I2F, FLOATS, 0);
        scale = FloatVector.fromArray(FLOATS, room, at1 + WIDTH);
        evenSum1 = even.fma(highX, highExcess).fma(scale, evenSum1);
        scale = FloatVector.fromArray(FLOATS, room, at1 + WIDTH + LANES);
        oddSum1 = odd.fma(highX, highExcess).fma(scale, oddSum1);
      }
    }
    evenSum0.intoArray(dots, dot);
    oddSum0.intoArray(dots, dot + LANES);
    evenSum1.intoArray(dots, dot + 2 * LANES);
    oddSum1.intoArray(dots, dot + 3 * LANES);
    for (int i = 0; i < 2 * WIDTH; i++) {
      dots[dot + i] -= room[MINIMA + i];
    }
    return finite;
  }

  /**
   * Makes floats of the scales of a block, for each part those of the even rows, then of the odd
   * ones, and adds its minima times the sums of the activations. Parts 0 to 3 and those four
   * further are taken together, since they share bytes, as {@link BlockFormat} tells.
   *
   * @return whether d and d_m are finite; if not, what is in the room is not valid
   */
  private static boolean scalesInto(
      float[] room, int group, MemorySegment weights, long from, float[] xSums, int xPart) {
    ShortVector d = ShortVector.fromMemorySegment(SHORTS, weights, from, ORDER);
    ShortVector dm = ShortVector.fromMemorySegment(SHORTS, weights, from + NEXT, ORDER);
    IntVector evenD = d.reinterpretAsInts().lanewise(LSHL, 16).lanewise(ASHR, 3).and(KEPT);
    IntVector oddD = d.reinterpretAsInts().lanewise(ASHR, 3).and(KEPT);
    IntVector evenM = dm.reinterpretAsInts().lanewise(LSHL, 16).lanewise(ASHR, 3).and(KEPT);
    IntVector oddM = dm.reinterpretAsInts().lanewise(ASHR, 3).and(KEPT);
    FloatVector evenScale = evenD.reinterpretAsFloats().mul(TOO_SMALL);
    FloatVector oddScale = oddD.reinterpretAsFloats().mul(TOO_SMALL);
    FloatVector even = FloatVector.zero(FLOATS);
    FloatVector odd = even;
    for (int part = 0; part < PARTS / 2; part++) {
      long w = from + (long) NEXT * (SCALES / 2 + part / 2);
      int shift = part % 2 * 8;
      ShortVector a = ShortVector.fromMemorySegment(SHORTS, weights, w, ORDER);
      ShortVector b = ShortVector.fromMemorySegment(SHORTS, weights, w + 2 * NEXT, ORDER);
      ShortVector c = ShortVector.fromMemorySegment(SHORTS, weights, w + 4 * NEXT, ORDER);
      ShortVector cLow = c.lanewise(LSHR, shift).and((short) 15);
      ShortVector cHigh = c.lanewise(LSHR, shift + 4).and((short) 15);
      IntVector s = a.lanewise(LSHR, shift).and((short) 63).reinterpretAsInts();
      IntVector m = b.lanewise(LSHR, shift).and((short) 63).reinterpretAsInts();
      IntVector s4 = a.lanewise(LSHR, shift + 2).and((short) 48).or(cLow).reinterpretAsInts();
      IntVector m4 = b.lanewise(LSHR, shift + 2).and((short) 48).or(cHigh).reinterpretAsInts();
      FloatVector sEven = (FloatVector) s.and(0xFFFF).convertShape(I2F, FLOATS, 0);
      FloatVector sOdd = (FloatVector) s.lanewise(LSHR, 16).convertShape(I2F, FLOATS, 0);
      FloatVector s4Even = (FloatVector) s4.and(0xFFFF).convertShape(I2F, FLOATS, 0);
      FloatVector s4Odd = (FloatVector) s4.lanewise(LSHR, 16).convertShape(I2F, FLOATS, 0);
      int to = SCALES_ROOM + (group * PARTS + part) * WIDTH;
      int to4 = to + PARTS / 2 * WIDTH;
      sEven.mul(evenScale).intoArray(room, to);
      sOdd.mul(oddScale).intoArray(room, to + LANES);
      s4Even.mul(evenScale).intoArray(room, to4);
      s4Odd.mul(oddScale).intoArray(room, to4 + LANES);
      FloatVector xSum = FloatVector.broadcast(FLOATS, xSums[xPart + part]);
      FloatVector xSum4 = FloatVector.broadcast(FLOATS, xSums[xPart + part + PARTS / 2]);
      even = ((FloatVector) m.and(0xFFFF).convertShape(I2F, FLOATS, 0)).fma(xSum, even);
      odd = ((FloatVector) m.lanewise(LSHR, 16).convertShape(I2F, FLOATS, 0)).fma(xSum, odd);
      even = ((FloatVector) m4.and(0xFFFF).convertShape(I2F, FLOATS, 0)).fma(xSum4, even);
      odd = ((FloatVector) m4.lanewise(LSHR, 16).convertShape(I2F, FLOATS, 0)).fma(xSum4, odd);
    }
    int minima = MINIMA + group * WIDTH;
    FloatVector before = FloatVector.fromArray(FLOATS, room, minima);
    FloatVector evenMinimum = evenM.reinterpretAsFloats().mul(TOO_SMALL);
    FloatVector oddMinimum = oddM.reinterpretAsFloats().mul(TOO_SMALL);
    even.fma(evenMinimum, before).intoArray(room, minima);
    before = FloatVector.fromArray(FLOATS, room, minima + LANES);
    odd.fma(oddMinimum, before).intoArray(room, minima + LANES);
    return d.and(MAGNITUDE).max(dm.and(MAGNITUDE)).lt(INFINITY).allTrue();
  }

  @Override
  void decode(float[] y, int yOffset, MemorySegment weights, long weightsOffset, int n) {
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
        for (int i = 0; i < PART; i += Lanes.COUNT) {
          long w = from + CODES + part / 2 * PART + i;
          ByteVector q = ByteVector.fromMemorySegment(BYTES, weights, w, ORDER);
          IntVector both = (IntVector) q.convertShape(ZERO_EXTEND_B2I, WIDE_INTS, 0);
          FloatVector low = (FloatVector) both.and(15).convertShape(I2F, Lanes.FLOATS, 0);
          FloatVector high =
              (FloatVector) both.lanewise(LSHR, 4).convertShape(I2F, Lanes.FLOATS, 0);
          int to = yOffset + block * BLOCK + part * PART + i;
          low.mul(room[part]).sub(room[PARTS + part]).intoArray(y, to);
          high.mul(room[part + 1]).sub(room[PARTS + part + 1]).intoArray(y, to + PART);
        }
      }
    }
  }
}
