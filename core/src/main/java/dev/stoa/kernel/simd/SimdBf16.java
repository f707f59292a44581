package dev.stoa.kernel.simd;

import static jdk.incubator.vector.VectorOperators.LSHL;
import static jdk.incubator.vector.VectorOperators.ZERO_EXTEND_S2I;

import dev.stoa.kernel.BlockFormat;
import dev.stoa.kernel.BlockInput;
import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.ShortVector;

/**
 * BF16. A weight is the upper half of a float: a shift or a mask decodes it. Two of them are loaded
 * as one int and multiplied with the activations of their own parity. There is little to compute,
 * so memory sets the speed; four rows far from each other are read at a time, since one core gets
 * more from four places than from one.
 */
public final class SimdBf16 extends SimdBlockDot {
  /** The bits of the second of two weights in an int. */
  private static final int UPPER = 0xFFFF0000;

  /** Rows that are read at a time. */
  private static final int ROWS = 4;

  /**
   * Activations as this kernel multiplies them.
   *
   * @param values the activations as they are
   * @param evens those with an even index
   * @param odds those with an odd index
   */
  private record Input(float[] values, float[] evens, float[] odds) implements BlockInput {
    Input(int n) {
      this(new float[n], new float[n / 2], new float[n / 2]);
    }
  }

  /** The kernel of this format. */
  public SimdBf16() {
    super(BlockFormat.BF16);
  }

  @Override
  public BlockInput prepare(BlockInput used, float[] x, int xOffset, int n) {
    Input input = used instanceof Input old && old.values.length >= n ? old : new Input(n);
    System.arraycopy(x, xOffset, input.values, 0, n);
    for (int i = 0; i < n / 2; i++) {
      input.evens[i] = x[xOffset + 2 * i];
      input.odds[i] = x[xOffset + 2 * i + 1];
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
    int quarter = rows / ROWS;
    long rowBytes = format.rowBytes(k);
    for (int row = 0; row < quarter; row++) {
      long at = weightsOffset + row * rowBytes;
      addRows(y, yOffset + row, ROWS, quarter, weights, at, k, x, inputOffset);
    }
    for (int row = ROWS * quarter; row < rows; row++) {
      addRows(y, yOffset + row, 1, 0, weights, weightsOffset + row * rowBytes, k, x, inputOffset);
    }
  }

  /** One row times the activations, or four at a distance of so many rows. */
  private static void addRows(
      float[] y,
      int to,
      int count,
      int distance,
      MemorySegment weights,
      long at,
      int k,
      Input input,
      int first) {
    float[] dots = Lanes.room();
    long bytes = 2L * k * distance;
    // Weights are taken in pairs: none, if activations begin in the middle of one.
    int whole = (first & 1) == 0 ? k & -2 * LANES : 0;
    dotsInto(dots, weights, at, bytes, whole, input, first / 2);
    for (int row = 0; row < count; row++) {
      float sum = Lanes.sum(dots, row * LANES, LANES);
      for (int i = whole; i < k; i++) {
        sum = Math.fma(decoded(weights, at + row * bytes + 2L * i), input.values[first + i], sum);
      }
      y[to + row * distance] += sum;
    }
  }

  /**
   * Four rows times the activations.
   *
   * @param dots the sum of row r is that of the lanes from r · LANES on
   * @param at byte at which the first row begins
   * @param distance bytes from one of the rows to the next; 0 for one row, four times
   * @param k how many weights of a row, a multiple of 2 · LANES
   * @param input the activations
   * @param pair index of the first pair of them
   */
  private static void dotsInto(
      float[] dots, MemorySegment weights, long at, long distance, int k, Input input, int pair) {
    float[] evens = input.evens();
    float[] odds = input.odds();
    FloatVector even0 = FloatVector.zero(FLOATS);
    FloatVector even1 = even0;
    FloatVector even2 = even0;
    FloatVector even3 = even0;
    FloatVector odd0 = even0;
    FloatVector odd1 = even0;
    FloatVector odd2 = even0;
    FloatVector odd3 = even0;
    for (int i = 0; i < k; i += 2 * LANES) {
      FloatVector evenX = FloatVector.fromArray(FLOATS, evens, pair + i / 2);
      FloatVector oddX = FloatVector.fromArray(FLOATS, odds, pair + i / 2);
      long w = at + 2L * i;
      IntVector both = IntVector.fromMemorySegment(INTS, weights, w, ORDER);
      even0 = both.lanewise(LSHL, 16).reinterpretAsFloats().fma(evenX, even0);
      odd0 = both.and(UPPER).reinterpretAsFloats().fma(oddX, odd0);
      both = IntVector.fromMemorySegment(INTS, weights, w + distance, ORDER);
      even1 = both.lanewise(LSHL, 16).reinterpretAsFloats().fma(evenX, even1);
      odd1 = both.and(UPPER).reinterpretAsFloats().fma(oddX, odd1);
      both = IntVector.fromMemorySegment(INTS, weights, w + 2 * distance, ORDER);
      even2 = both.lanewise(LSHL, 16).reinterpretAsFloats().fma(evenX, even2);
      odd2 = both.and(UPPER).reinterpretAsFloats().fma(oddX, odd2);
      both = IntVector.fromMemorySegment(INTS, weights, w + 3 * distance, ORDER);
      even3 = both.lanewise(LSHL, 16).reinterpretAsFloats().fma(evenX, even3);
      odd3 = both.and(UPPER).reinterpretAsFloats().fma(oddX, odd3);
    }
    even0.add(odd0).intoArray(dots, 0);
    even1.add(odd1).intoArray(dots, LANES);
    even2.add(odd2).intoArray(dots, 2 * LANES);
    even3.add(odd3).intoArray(dots, 3 * LANES);
  }

  /** One weight. */
  private static float decoded(MemorySegment weights, long at) {
    return Float.intBitsToFloat(weights.get(SHORT, at) << 16);
  }

  @Override
  void decode(float[] y, int yOffset, MemorySegment weights, long weightsOffset, int n) {
    int i = 0;
    for (; i <= n - LANES; i += LANES) {
      ShortVector s = ShortVector.fromMemorySegment(HALVES, weights, weightsOffset + 2L * i, ORDER);
      IntVector bits = (IntVector) s.convertShape(ZERO_EXTEND_S2I, INTS, 0);
      bits.lanewise(LSHL, 16).reinterpretAsFloats().intoArray(y, yOffset + i);
    }
    for (; i < n; i++) {
      y[yOffset + i] = decoded(weights, weightsOffset + 2L * i);
    }
  }
}
