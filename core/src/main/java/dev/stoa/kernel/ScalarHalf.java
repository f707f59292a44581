package dev.stoa.kernel;

import java.lang.foreign.MemorySegment;

/** F16 and BF16. Encoding rounds to the nearest, halves to even. */
final class ScalarHalf extends ScalarBlockDot {
  ScalarHalf(BlockFormat format) {
    super(format);
  }

  @Override
  public void prepare(BlockInput input, float[] x, int xOffset, int n) {
    System.arraycopy(x, xOffset, input.values(), 0, n);
  }

  @Override
  double activation(BlockInput input, int i) {
    return input.values()[i];
  }

  @Override
  void decodeBlock(float[] y, int to, MemorySegment weights, long at) {
    short half = weights.get(SHORT, at);
    y[to] =
        format() == BlockFormat.F16 ? Float.float16ToFloat(half) : Float.intBitsToFloat(half << 16);
  }

  @Override
  void encodeBlock(MemorySegment weights, long at, float[] x, int from) {
    float value = x[from];
    weights.set(SHORT, at, format() == BlockFormat.F16 ? Float.floatToFloat16(value) : bf16(value));
  }

  private static short bf16(float x) {
    int bits = Float.floatToIntBits(x);
    int odd = bits >>> 16 & 1;
    // A NaN, whose bits are 7FC00000 here, is not carried over into anything else.
    return (short) (bits + 0x7FFF + odd >>> 16);
  }
}
