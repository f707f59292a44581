package dev.stoa.kernel.block;

/**
 * F16. Encoding rounds to the nearest, halves to even. All rows of a stretch are interleaved: it is
 * kept column after column.
 */
public final class ScalarF16 extends ScalarHalf {
  /** The inner loop runs over the rows of a stretch: long ones begin less often. */
  private static final int MOST_ROWS = 1024;

  private static final int LEAST_ROWS = 192;

  /** Stretches in a matrix of a middle size. */
  private static final int STRETCHES = 8;

  /** The kernel of this format. */
  public ScalarF16() {}

  @Override
  public int interleaved(int row, int rows) {
    return rows;
  }

  @Override
  public int stretch(int rows, int columns) {
    int some = Math.ceilDiv(rows, STRETCHES * Interleaving.ROWS) * Interleaving.ROWS;
    return Math.clamp(some, LEAST_ROWS, MOST_ROWS);
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
