package dev.stoa.kernel;

/**
 * The forms in which a row of weights is stored in fewer bits, with GGUF's names and layouts. A row
 * is a sequence of blocks, each of which can be read by itself; numbers in it are little-endian,
 * and a scale d is a float16.
 *
 * <table>
 *   <caption>Blocks; q is a code without sign where nothing else is said</caption>
 *   <tr><th>format</th><th>bytes of a block</th><th>a weight is</th></tr>
 *   <tr><td>F16, BF16</td><td>the float16 or bfloat16 of one weight</td><td>that number</td></tr>
 *   <tr><td>Q8_0</td><td>d, then 32 signed bytes q</td><td>d · q</td></tr>
 *   <tr><td>Q4_0</td><td>d, then 16 bytes; byte j holds the codes of weight j (low four bits) and
 *     weight j + 16</td><td>d · (q − 8)</td></tr>
 *   <tr><td>Q4_K</td><td>d, d_m, then 12 bytes with a 6-bit scale s and a 6-bit minimum m for each
 *     32 weights, then 128 bytes; 32 bytes hold the codes of 32 weights (low four bits) and of the
 *     next 32</td><td>d · s · q − d_m · m</td></tr>
 *   <tr><td>Q6_K</td><td>128 bytes with the lower four bits of the codes, 64 with the upper two, 16
 *     signed scales s for 16 weights each, d</td><td>d · s · (q − 32)</td></tr>
 * </table>
 *
 * <p>The 12 bytes of Q4_K hold the numbers of 8 parts. Of parts 0 to 3 the scales are the lower 6
 * bits of bytes 0 to 3, and the minima those of bytes 4 to 7. Of parts 4 to 7 the lower four bits
 * of the scales are those of bytes 8 to 11, of the minima the upper four there; their upper two
 * bits are those of the byte of the part four before.
 */
public enum BlockFormat {
  /** IEEE float16. */
  F16(1, 2),
  /** The upper half of a float32. */
  BF16(1, 2),
  /** 8 bits, blocks of 32. */
  Q8_0(32, 34),
  /** 4 bits, blocks of 32. */
  Q4_0(32, 18),
  /** 4 bits with scale and minimum, blocks of 256. */
  Q4_K(256, 144),
  /** 6 bits, blocks of 256. */
  Q6_K(256, 210);

  private final int weights;
  private final int bytes;

  BlockFormat(int weights, int bytes) {
    this.weights = weights;
    this.bytes = bytes;
  }

  /**
   * Weights in a block.
   *
   * @return a power of two
   */
  public int weights() {
    return weights;
  }

  /**
   * Size of a block.
   *
   * @return bytes
   */
  public int bytes() {
    return bytes;
  }

  /**
   * How many of the rows that are multiplied at a time stand side by side with one of them, itself
   * among them, see {@link Interleaving}: of F16 all, of Q8_0, Q4_0 and Q4_K 16 but of the last
   * rows % 16, which stand alone as those of the other formats do. The first of them is row − row %
   * this number.
   *
   * @param row one of the rows
   * @param rows all rows that are multiplied at a time
   * @return at least 1
   */
  public int sideBySide(int row, int rows) {
    return switch (this) {
      case F16 -> rows;
      case Q8_0, Q4_0, Q4_K -> row < (rows & -Interleaving.ROWS) ? Interleaving.ROWS : 1;
      case BF16, Q6_K -> 1;
    };
  }

  /**
   * Size of a row, or of its beginning.
   *
   * @param columns weights, a multiple of {@link #weights()}
   * @return bytes
   */
  public long rowBytes(int columns) {
    return (long) (columns / weights) * bytes;
  }
}
