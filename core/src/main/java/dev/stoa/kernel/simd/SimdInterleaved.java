package dev.stoa.kernel.simd;

import dev.stoa.kernel.BlockFormat;
import dev.stoa.kernel.BlockInput;
import dev.stoa.kernel.block.Interleaving;
import dev.stoa.kernel.block.ScalarBlockDot.Activations;
import java.lang.foreign.MemorySegment;

/**
 * Weights of which 16 rows are interleaved ({@link Interleaving}).
 *
 * <p>A vector of shorts holds one unit v of each of 16 rows, unsigned codes q₀, q₁ …, the first in
 * the lowest bits. Multiplication of shorts is modulo 2¹⁶, and so is all that comes before the sum
 * that is wanted; only this has to fit. So the codes need not be taken apart: with v ≫ s for v
 * without its s lowest bits, and codes of b bits,
 *
 * <pre>  Σ qᵢ cᵢ = v · c₀ + (v ≫ b) · (c₁ − 2ᵇ c₀) + (v ≫ 2b) · (c₂ − 2ᵇ c₁) + …</pre>
 *
 * <p>The factors on the right are the same for all rows and are made once. What unsigned codes have
 * too much is taken off in the same way: sums begin with it. In the end the even and the odd rows
 * become ints, then floats, and one multiply-add with both scales ends the block.
 *
 * <p>Two groups of rows far from each other are taken at a time: they share the factors, and one
 * core gets more from two places of memory than from one. The steps are written out for the reason
 * that {@link Lanes} gives. Bits are moved in ints, and what comes from the neighbour is masked:
 * HotSpot shifts ints by a constant, shorts only by what it loads into a register before.
 */
abstract class SimdInterleaved extends SimdBlockDot {
  /** Distance in bytes of a row's next unit. */
  static final int NEXT = Interleaving.ROWS * Interleaving.UNIT;

  /**
   * Activations as such kernels multiply them.
   *
   * @param plain as the scalar kernel multiplies them
   * @param codes room for 32 codes
   * @param factors what units of weights are multiplied with, one for each activation, twice in an
   *     int
   * @param starts what sums begin with, twice in an int: minus what unsigned codes have too much.
   *     For each 32 activations, or for each 2 in Q8_0, whose sums are longer than a short
   * @param scales s of each 32
   * @param sums s · Σ c of each 32: what a constant taken off 32 weights takes off the product
   */
  record Input(
      Activations plain, short[] codes, int[] factors, int[] starts, float[] scales, float[] sums)
      implements BlockInput {
    Input(int n) {
      this(
          new Activations(new double[n]),
          new short[SHARED],
          new int[n],
          new int[n / 2],
          new float[n / SHARED],
          new float[n / SHARED]);
    }
  }

  SimdInterleaved(BlockFormat format) {
    super(format);
  }

  @Override
  public final BlockInput prepare(BlockInput used, float[] x, int xOffset, int n) {
    Input input = used instanceof Input old && old.factors.length >= n ? old : new Input(n);
    short[] codes = input.codes;
    for (int part = 0; part < n / SHARED; part++) {
      float scale = round(codes, x, xOffset + part * SHARED);
      for (int i = 0; i < SHARED; i++) {
        input.plain.values()[part * SHARED + i] = (double) scale * codes[i];
      }
      input.scales[part] = scale;
      input.sums[part] = scale * sum(codes, 0, SHARED);
      arrange(input, part, codes);
    }
    return input;
  }

  /**
   * Makes factors and starts of 32 codes.
   *
   * @param input has the scale and the sum already
   * @param part index of these 32
   * @param codes c of each
   */
  abstract void arrange(Input input, int part, short[] codes);

  /** The lower 16 bits in both halves of an int. */
  static int twice(int value) {
    return value & 0xFFFF | value << 16;
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
    Input x = (Input) input;
    long rowBytes = format.rowBytes(k);
    int interleaved = rows & -Interleaving.ROWS;
    int half = interleaved / (2 * Interleaving.ROWS) * Interleaving.ROWS;
    for (int row = 0; row < half; row += Interleaving.ROWS) {
      addRows(y, yOffset + row, half, weights, weightsOffset, row, rowBytes, k, x, inputOffset);
    }
    if (2 * half < interleaved) {
      int row = 2 * half;
      addRows(y, yOffset + row, 0, weights, weightsOffset, row, rowBytes, k, x, inputOffset);
    }
    long rest = weightsOffset + interleaved * rowBytes;
    int left = rows - interleaved;
    scalar.addProduct(y, yOffset + interleaved, weights, rest, left, k, x.plain, inputOffset);
  }

  /** The products of a group of 16 rows and of the one so many rows further; 0 for none. */
  private void addRows(
      float[] y,
      int to,
      int further,
      MemorySegment weights,
      long weightsOffset,
      int row,
      long rowBytes,
      int k,
      Input input,
      int first) {
    float[] dots = Lanes.room();
    long at = weightsOffset + row * rowBytes;
    long distance = further * rowBytes;
    boolean finite = true;
    for (int i = 0; i < Interleaving.ROWS; i += WIDTH) {
      long unit = at + i * Interleaving.UNIT;
      finite &= dotsInto(dots, 2 * i, weights, unit, distance, k, input, first);
    }
    for (int group = 0; group < (further > 0 ? 2 : 1); group++) {
      int there = to + group * further;
      long from = at + group * distance;
      for (int i = 0; i < Interleaving.ROWS && finite; i++) {
        int pair = (i / WIDTH * 2 + group) * WIDTH + i % WIDTH / 2;
        y[there + i] += dots[pair + i % 2 * LANES];
      }
      if (!finite) {
        scalar.addProduct(y, there, weights, from, Interleaving.ROWS, k, input.plain, first);
      }
    }
  }

  /**
   * Twice as many rows as a vector has shorts, times the activations.
   *
   * @param dots overwritten: even rows of the first group, its odd rows, and those of the other
   * @param dot index of the first
   * @param at byte of the first unit of the first of these rows
   * @param distance bytes from one group to the other
   * @param k weights of a row
   * @param first index of the first activation
   * @return whether all scales are finite; if not, the dots are not valid
   */
  abstract boolean dotsInto(
      float[] dots,
      int dot,
      MemorySegment weights,
      long at,
      long distance,
      int k,
      Input input,
      int first);
}
