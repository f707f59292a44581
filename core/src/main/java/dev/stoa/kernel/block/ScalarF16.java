package dev.stoa.kernel.block;

import dev.stoa.kernel.BlockLayout;

/** F16, a stretch column after column. Encoding rounds to the nearest, halves to even. */
public final class ScalarF16 extends ScalarHalf {
  /** The kernel of this format. */
  public ScalarF16() {
    super(BlockLayout.ALL);
  }

  @Override
  float decoded(short bits) {
    return Float.float16ToFloat(bits);
  }

  @Override
  short encoded(float x) {
    return Float.floatToFloat16(x);
  }
}
