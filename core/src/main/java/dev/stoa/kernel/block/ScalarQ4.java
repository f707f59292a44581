package dev.stoa.kernel.block;

import dev.stoa.kernel.BlockLayout;
import java.lang.foreign.MemorySegment;

/**
 * Q4_0. Encoding takes e, the x of the greatest magnitude with its sign, d = −e / 8, so that e gets
 * the code 0, and q = min(15, ⌊x / d + 8.5⌋); then d is rounded to float16 (ggml's reference
 * quantizer).
 */
public final class ScalarQ4 extends ScalarBlockDot {
  private static final int CODES = 2;
  private static final int HALF_BLOCK = 16;

  /** The kernel of this format. */
  public ScalarQ4() {
    super(BlockLayout.inGroups(32, 18));
  }

  @Override
  void decodeBlock(float[] y, int to, MemorySegment weights, long at) {
    float scale = float16(weights, at);
    for (int i = 0; i < HALF_BLOCK; i++) {
      int codes = unsigned(weights, at + CODES + i);
      y[to + i] = scale * ((codes & 15) - 8);
      y[to + HALF_BLOCK + i] = scale * ((codes >> 4) - 8);
    }
  }

  @Override
  void encodeBlock(MemorySegment weights, long at, float[] x, int from) {
    float scale = extreme(x, from, 32) / -8;
    float inverse = inverse(scale);
    putFloat16(weights, at, inverse == 0 ? 0 : scale);
    for (int i = 0; i < HALF_BLOCK; i++) {
      int low = code4(x[from + i] * inverse);
      int high = code4(x[from + HALF_BLOCK + i] * inverse);
      put(weights, at + CODES + i, low | high << 4);
    }
  }

  private static int code4(float quotient) {
    return Math.min(15, (int) (quotient + 8.5f));
  }
}
