package dev.stoa.kernel.block;

import dev.stoa.kernel.BlockLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * Q6_K. Encoding takes for each 16 weights the scale −e / 32, e being the one of the greatest
 * magnitude with its sign; the scales are rounded to 8 bits by d of the block, the greatest to
 * −128, and the codes chosen for the rounded ones. (ggml's reference quantizer besides tries 18
 * scales for each 16 weights and keeps the one of the least weighted error.)
 */
public final class ScalarQ6K extends ScalarBlockDot {
  private static final int PARTS = 16;
  private static final int PART = 16;
  private static final int UPPER = 128;
  private static final int SCALES = 192;
  private static final int D = 208;

  /** The kernel of this format. */
  public ScalarQ6K() {
    super(BlockLayout.inRows(256, 210));
  }

  /** The byte with the lower bits of weight i; they are its upper half from 64 of 128 on. */
  private static int lowerByte(int i) {
    return i / 128 * 64 + i % 64;
  }

  /** The byte with the upper bits of weight i, two of them for each 32 of 128. */
  private static int upperByte(int i) {
    return UPPER + i / 128 * 32 + i % 32;
  }

  @Override
  void decodeBlock(float[] y, int to, MemorySegment weights, long at) {
    float d = float16(weights, at + D);
    for (int i = 0; i < PARTS * PART; i++) {
      int low = unsigned(weights, at + lowerByte(i)) >> i % 128 / 64 * 4 & 15;
      int high = unsigned(weights, at + upperByte(i)) >> i % 128 / 32 * 2 & 3;
      float scale = d * weights.get(ValueLayout.JAVA_BYTE, at + SCALES + i / PART);
      y[to + i] = scale * ((low | high << 4) - 32);
    }
  }

  @Override
  void encodeBlock(MemorySegment weights, long at, float[] x, int from) {
    float[] scales = new float[PARTS];
    for (int part = 0; part < PARTS; part++) {
      scales[part] = extreme(x, from + part * PART, PART) / -32;
    }
    float d = putFloat16(weights, at + D, extreme(scales, 0, PARTS) / -128);
    weights.asSlice(at, SCALES).fill((byte) 0);
    for (int part = 0; part < PARTS; part++) {
      int scale = Math.clamp(rounded(scales[part] * inverse(d)), -128, 127);
      put(weights, at + SCALES + part, scale);
      for (int i = part * PART; i < (part + 1) * PART; i++) {
        putCode(weights, at, i, Math.clamp(rounded(x[from + i] * inverse(d * scale)), -32, 31));
      }
    }
  }

  private static void putCode(MemorySegment weights, long at, int i, int code) {
    int q = code + 32;
    long low = at + lowerByte(i);
    long high = at + upperByte(i);
    put(weights, low, unsigned(weights, low) | (q & 15) << i % 128 / 64 * 4);
    put(weights, high, unsigned(weights, high) | q >> 4 << i % 128 / 32 * 2);
  }
}
