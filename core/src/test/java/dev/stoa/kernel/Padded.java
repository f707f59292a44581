package dev.stoa.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Arrays;

/**
 * A matrix as kernels meet it: at an odd offset, its rows further apart than they are long, and NaN
 * all around, so that a read or a write outside shows.
 */
final class Padded {
  private static final int GUARD = Float.floatToRawIntBits(Float.NaN) + 7;

  final float[] array;
  final int offset;
  final int stride;
  private final int rows;
  private final int columns;
  private final float[] before;

  Padded(float[] compact, int rows, int columns, int offset, int gap) {
    this.rows = rows;
    this.columns = columns;
    this.offset = offset;
    this.stride = columns + gap;
    array = new float[offset + rows * stride + 5];
    Arrays.fill(array, Float.intBitsToFloat(GUARD));
    for (int i = 0; i < rows; i++) {
      System.arraycopy(compact, i * columns, array, offset + i * stride, columns);
    }
    before = array.clone();
  }

  /** A row. */
  static Padded row(float[] compact, int offset) {
    return new Padded(compact, 1, compact.length, offset, 0);
  }

  /** Takes the result, and asserts that nothing around it was written. */
  void copyInto(float[] compact) {
    for (int i = 0; i < rows; i++) {
      System.arraycopy(array, offset + i * stride, compact, i * columns, columns);
      System.arraycopy(before, offset + i * stride, array, offset + i * stride, columns);
    }
    assertUnchanged("outside of the result");
  }

  /** Asserts that an input is what it was. */
  void assertUnchanged(String where) {
    for (int i = 0; i < array.length; i++) {
      int was = Float.floatToRawIntBits(before[i]);
      assertEquals(was, Float.floatToRawIntBits(array[i]), where + ", index " + (i - offset));
    }
  }
}
