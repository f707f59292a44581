package dev.stoa.kernel.block;

import dev.stoa.kernel.BlockLayout;
import java.lang.foreign.MemorySegment;

/**
 * Q4_K. Encoding takes for each 32 weights the scale (max − min) / 15 and the minimum, none above
 * 0; these are rounded to 6 bits by d and d_m of the block, and the codes are chosen for the
 * rounded ones. (ggml's reference quantizer besides tries 21 scales for each 32 weights and keeps
 * the one of the least weighted error.)
 */
public final class ScalarQ4K extends ScalarBlockDot {
  private static final int PARTS = 8;
  private static final int PART = 32;
  private static final int SCALES = 4;
  private static final int CODES = 16;

  /** The kernel of this format. */
  public ScalarQ4K() {
    super(BlockLayout.inGroups(256, 144));
  }

  /**
   * The scales (the first 6 bits of bytes 0 to 3, of the first four parts) or the minima (those of
   * bytes 4 to 7). The last four parts have the lower or upper four bits of bytes 8 to 11, and
   * their upper two bits above those of the first four.
   */
  private static int sixBits(MemorySegment weights, long at, int part, boolean minimum) {
    int first = minimum ? 4 : 0;
    if (part < 4) {
      return unsigned(weights, at + SCALES + first + part) & 63;
    }
    int low = unsigned(weights, at + SCALES + 4 + part) >> first & 15;
    return low | unsigned(weights, at + SCALES + first + part - 4) >> 6 << 4;
  }

  @Override
  void decodeBlock(float[] y, int to, MemorySegment weights, long at) {
    float d = float16(weights, at);
    float dMinimum = float16(weights, at + 2);
    for (int part = 0; part < PARTS; part++) {
      float scale = d * sixBits(weights, at, part, false);
      float minimum = dMinimum * sixBits(weights, at, part, true);
      for (int i = 0; i < PART; i++) {
        int codes = unsigned(weights, at + CODES + part / 2 * PART + i);
        y[to + part * PART + i] = scale * (codes >> part % 2 * 4 & 15) - minimum;
      }
    }
  }

  @Override
  void encodeBlock(MemorySegment weights, long at, float[] x, int from) {
    float[] scales = new float[PARTS];
    float[] minima = new float[PARTS];
    for (int part = 0; part < PARTS; part++) {
      float least = 0;
      float greatest = Float.NEGATIVE_INFINITY;
      for (int i = from + part * PART; i < from + (part + 1) * PART; i++) {
        least = Math.min(least, x[i]);
        greatest = Math.max(greatest, x[i]);
      }
      scales[part] = Math.max(0, greatest - least) / 15;
      minima[part] = -least;
    }
    float d = putFloat16(weights, at, extreme(scales, 0, PARTS) / 63);
    float dMinimum = putFloat16(weights, at + 2, extreme(minima, 0, PARTS) / 63);
    for (int part = 0; part < PARTS; part++) {
      int scale = Math.min(63, rounded(scales[part] * inverse(d)));
      int minimum = Math.min(63, rounded(minima[part] * inverse(dMinimum)));
      putSixBits(weights, at, part, scale, minimum);
      putCodes(weights, at, x, from, part, inverse(d * scale), dMinimum * minimum);
    }
  }

  private static void putSixBits(MemorySegment weights, long at, int part, int scale, int minimum) {
    if (part < 4) {
      put(weights, at + SCALES + part, scale);
      put(weights, at + SCALES + 4 + part, minimum);
    } else {
      put(weights, at + SCALES + 4 + part, scale & 15 | minimum << 4);
      long first = at + SCALES + part - 4;
      put(weights, first, unsigned(weights, first) | scale >> 4 << 6);
      put(weights, first + 4, unsigned(weights, first + 4) | minimum >> 4 << 6);
    }
  }

  /** Parts come in order: one with an even number sets the lower bits and clears the upper ones. */
  private static void putCodes(
      MemorySegment weights, long at, float[] x, int from, int part, float inverse, float minimum) {
    for (int i = 0; i < PART; i++) {
      int code = Math.clamp(rounded((x[from + part * PART + i] + minimum) * inverse), 0, 15);
      long to = at + CODES + part / 2 * PART + i;
      put(weights, to, part % 2 == 0 ? code : unsigned(weights, to) | code << 4);
    }
  }
}
