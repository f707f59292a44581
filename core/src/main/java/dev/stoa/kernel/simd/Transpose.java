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
  private static final VectorSpecies<Float> FOUR = FloatVector.SPECIES_128;
  private static final VectorShuffle<Float> BY_1 = VectorShuffle.iota(FOUR, 1, 1, true);
  private static final VectorShuffle<Float> BY_2 = VectorShuffle.iota(FOUR, 2, 1, true);
  private static final VectorShuffle<Float> BY_3 = VectorShuffle.iota(FOUR, 3, 1, true);
  private static final VectorMask<Float> ODD = VectorMask.fromLong(FOUR, 0b1010);
  private static final VectorMask<Float> UPPER = VectorMask.fromLong(FOUR, 0b1100);
  private static final VectorMask<Float> MIDDLE = VectorMask.fromLong(FOUR, 0b0110);

  private Transpose() {}

  /**
   * y_ji = x_ij.
   *
   * @param y columns × rows, its rows yStride apart, overwritten
   * @param x rows × columns, its rows xStride apart
   */
  static void into(
      float[] y,
      int yOffset,
      int yStride,
      float[] x,
      int xOffset,
      int xStride,
      int rows,
      int columns) {
    int i = 0;
    for (; i < (rows & -4); i += 4) {
      fourRowsInto(y, yOffset + i, yStride, x, xOffset + i * xStride, xStride, columns);
    }
    for (; i < rows; i++) {
      for (int j = 0; j < columns; j++) {
        y[yOffset + j * yStride + i] = x[xOffset + i * xStride + j];
      }
    }
  }

  private static void fourRowsInto(
      float[] y, int y0, int yStride, float[] x, int x0, int xStride, int columns) {
    int x1 = x0 + xStride;
    int x2 = x1 + xStride;
    int x3 = x2 + xStride;
    int j = 0;
    for (; j < (columns & -4); j += 4) {
      FloatVector a = FloatVector.fromArray(FOUR, x, x0 + j);
      FloatVector b = FloatVector.fromArray(FOUR, x, x1 + j).rearrange(BY_3);
      FloatVector c = FloatVector.fromArray(FOUR, x, x2 + j).rearrange(BY_2);
      FloatVector d = FloatVector.fromArray(FOUR, x, x3 + j).rearrange(BY_1);
      FloatVector abab = a.blend(b, ODD);
      FloatVector baba = b.blend(a, ODD);
      FloatVector cdcd = c.blend(d, ODD);
      FloatVector dcdc = d.blend(c, ODD);
      int to = y0 + j * yStride;
      abab.blend(cdcd, UPPER).intoArray(y, to);
      dcdc.blend(baba, MIDDLE).rearrange(BY_1).intoArray(y, to + yStride);
      cdcd.blend(abab, UPPER).rearrange(BY_2).intoArray(y, to + 2 * yStride);
      baba.blend(dcdc, MIDDLE).rearrange(BY_3).intoArray(y, to + 3 * yStride);
    }
    for (; j < columns; j++) {
      int to = y0 + j * yStride;
      y[to] = x[x0 + j];
      y[to + 1] = x[x1 + j];
      y[to + 2] = x[x2 + j];
      y[to + 3] = x[x3 + j];
    }
  }
}
