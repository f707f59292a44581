package dev.stoa.kernel.block;

import dev.stoa.kernel.BlockLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * Q8_0. Encoding takes d = max|x| / 127 as float32 and q = x / d rounded half away from zero, then
 * rounds d to float16 (ggml's reference quantizer; |x − d · q| ≤ d / 2 + |q| · d · 2⁻¹¹).
 */
public final class ScalarQ8 extends ScalarBlockDot {
  private static final int CODES = 2;

  /** The kernel of this format. */
  public ScalarQ8() {
    super(BlockLayout.inGroups(32, 34));
  }

  @Override
  void decodeBlock(float[] y, int to, MemorySegment weights, long at) {
    float scale = float16(weights, at);
    for (int i = 0; i < 32; i++) {
      y[to + i] = scale * weights.get(ValueLayout.JAVA_BYTE, at + CODES + i);
    }
  }

  @Override
  void encodeBlock(MemorySegment weights, long at, float[] x, int from) {
    float scale = scale(x, from);
    putFloat16(weights, at, scale);
    for (int i = 0; i < 32; i++) {
      put(weights, at + CODES + i, code(x[from + i], scale));
    }
  }
}
