package dev.stoa.kernel.simd;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorShuffle;
import jdk.incubator.vector.VectorSpecies;

/**
 * Transposes a matrix by squares of 4 × 4, whatever the width of the other vectors.
 *
 * <p>Row r of a square is rotated by r lanes; then every column has its four floats in four
 * different lanes, and two rounds of blending bring them into one vector, which is rotated back.
 * One float after the other goes through twice as many instructions (measured: 1.4 floats a
 * nanosecond against 5.5).
 */
final class Transpose {
  /** Four floats. */
  static final VectorSpecies<Float> FOUR = FloatVector.SPECIES_128;

  /** Rotations by some lanes. */
  private static final VectorShuffle<Float> BY_1 = VectorShuffle.iota(FOUR, 1, 1, true);

  private static final VectorShuffle<Float> BY_2 = VectorShuffle.iota(FOUR, 2, 1, true);
  private static final VectorShuffle<Float> BY_3 = VectorShuffle.iota(FOUR, 3, 1, true);

  /** The second and the fourth lane, and the last two. */
  private static final VectorMask<Float> ODD = VectorMask.fromLong(FOUR, 0b1010);

  private static final VectorMask<Float> UPPER = VectorMask.fromLong(FOUR, 0b1100);
  private static final VectorMask<Float> MIDDLE = VectorMask.fromLong(FOUR, 0b0110);

  private Transpose() {}

  /**
   * Transposes up to 4 × 4 floats: y_ji = x_ij.
   *
   * @param y columns × rows, its rows yStride apart, overwritten
   * @param x rows × columns, its rows xStride apart
   */
  static void square(
      float[] y, int y0, int yStride, float[] x, int x0, int xStride, int rows, int columns) {
    if (rows == 4 && columns == 4) {
      square(y, y0, yStride, x, x0, xStride);
      return;
    }
    for (int i = 0; i < rows; i++) {
      for (int j = 0; j < columns; j++) {
        y[y0 + j * yStride + i] = x[x0 + i * xStride + j];
      }
    }
  }

  /** Transposes 4 × 4 floats. */
  static void square(float[] y, int y0, int yStride, float[] x, int x0, int xStride) {
    FloatVector a = FloatVector.fromArray(FOUR, x, x0);
    FloatVector b = FloatVector.fromArray(FOUR, x, x0 + xStride).rearrange(BY_3);
    FloatVector c = FloatVector.fromArray(FOUR, x, x0 + 2 * xStride).rearrange(BY_2);
    FloatVector d = FloatVector.fromArray(FOUR, x, x0 + 3 * xStride).rearrange(BY_1);
    FloatVector abab = a.blend(b, ODD);
    FloatVector baba = b.blend(a, ODD);
    FloatVector cdcd = c.blend(d, ODD);
    FloatVector dcdc = d.blend(c, ODD);
    abab.blend(cdcd, UPPER).intoArray(y, y0);
    dcdc.blend(baba, MIDDLE).rearrange(BY_1).intoArray(y, y0 + yStride);
    cdcd.blend(abab, UPPER).rearrange(BY_2).intoArray(y, y0 + 2 * yStride);
    baba.blend(dcdc, MIDDLE).rearrange(BY_3).intoArray(y, y0 + 3 * yStride);
  }
}
