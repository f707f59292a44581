package dev.stoa.kernel.simd;

import dev.stoa.kernel.BlockFormat;
import dev.stoa.kernel.BlockInput;
import java.lang.foreign.MemorySegment;

/**
 * Weights of 16 bits, two of which are loaded as one int and multiplied with the activations of
 * their own parity. There is little to compute, so memory sets the speed; four rows far from each
 * other are read at a time, since one core gets more from four places than from one.
 */
abstract class SimdHalf extends SimdBlockDot {
  /** Rows that are read at a time. */
  private static final int ROWS = 4;

  SimdHalf(BlockFormat format) {
    super(format);
  }

  @Override
  public final void prepare(BlockInput input, float[] x, int xOffset, int n) {
    System.arraycopy(x, xOffset, input.values(), 0, n);
    float[] evens = input.evens();
    float[] odds = input.odds();
    for (int i = 0; i < n / 2; i++) {
      evens[i] = x[xOffset + 2 * i];
      odds[i] = x[xOffset + 2 * i + 1];
    }
  }

  @Override
  public final void addProduct(
      float[] y,
      int yOffset,
      MemorySegment weights,
      long weightsOffset,
      int rows,
      int k,
      BlockInput input,
      int inputOffset) {
    int whole = whole(k, inputOffset);
    long rowBytes = format().rowBytes(k);
    int quarter = rows / ROWS;
    float[] dots = Lanes.room();
    for (int row = 0; row < quarter; row++) {
      long at = weightsOffset + row * rowBytes;
      boolean valid =
          dotsInto(dots, weights, at, quarter * rowBytes, whole, input, inputOffset / 2);
      for (int i = 0; i < ROWS; i++) {
        long first = at + i * quarter * rowBytes;
        y[yOffset + row + i * quarter] +=
            valid
                ? withRest(
                    Lanes.sum(dots, i * LANES, LANES), weights, first, whole, k, input, inputOffset)
                : dot(weights, first, k, input, inputOffset);
      }
    }
    for (int row = ROWS * quarter; row < rows; row++) {
      y[yOffset + row] += dot(weights, weightsOffset + row * rowBytes, k, input, inputOffset);
    }
  }

  /** One row times the activations. */
  private float dot(MemorySegment weights, long at, int k, BlockInput input, int first) {
    float[] dots = Lanes.room();
    int whole = whole(k, first);
    boolean valid = dotsInto(dots, weights, at, 0, whole, input, first / 2);
    return valid
        ? withRest(Lanes.sum(dots, 0, LANES), weights, at, whole, k, input, first)
        : withRest(0, weights, at, 0, k, input, first);
  }

  /**
   * How many weights of a row are taken in pairs: none if activations begin in the middle of one.
   */
  private static int whole(int k, int first) {
    return (first & 1) == 0 ? k & -2 * LANES : 0;
  }

  /** Adds the products from some index on. */
  private float withRest(
      float sum, MemorySegment weights, long at, int from, int k, BlockInput input, int first) {
    float all = sum;
    for (int i = from; i < k; i++) {
      all = Math.fma(decoded(weights, at + 2L * i), input.values()[first + i], all);
    }
    return all;
  }

  /**
   * Four rows times the activations.
   *
   * @param dots the sum of row r is that of the lanes from r · LANES on
   * @param at byte at which the first row begins
   * @param distance bytes from one of the rows to the next; 0 for one row, four times
   * @param k how many weights of a row, a multiple of 2 · LANES
   * @param input activations
   * @param pair index of the first pair of them
   * @return whether the sums are valid; if not, some weight is not finite
   */
  abstract boolean dotsInto(
      float[] dots,
      MemorySegment weights,
      long at,
      long distance,
      int k,
      BlockInput input,
      int pair);

  /** One weight. */
  abstract float decoded(MemorySegment weights, long at);
}
