package dev.stoa.kernel.block;

/** BF16. Encoding rounds to the nearest, halves to even. */
public final class ScalarBf16 extends ScalarHalf {
  /** The kernel of this format. */
  public ScalarBf16() {
    super(1);
  }

  @Override
  float decoded(short bits) {
    return Float.intBitsToFloat(bits << 16);
  }

  @Override
  short encoded(float x) {
    int bits = Float.floatToIntBits(x);
    int odd = bits >>> 16 & 1;
    // A NaN, whose bits are 7FC00000 here, is not carried over into anything else.
    return (short) (bits + 0x7FFF + odd >>> 16);
  }
}
