package dev.stoa.tensor;

import java.util.Arrays;

/**
 * The sizes of a tensor's dimensions, outermost first. Immutable.
 *
 * <p>Most operations see any shape as a matrix: its last dimension is the columns, everything
 * before it the rows.
 */
public final class Shape {
  private final int[] dimensions;
  private final int size;

  private Shape(int[] dimensions) {
    this.dimensions = dimensions;
    long product = 1;
    for (int dimension : dimensions) {
      if (dimension < 0) {
        throw new IllegalArgumentException(
            "a dimension must not be negative: " + Arrays.toString(dimensions));
      }
      product = Math.multiplyExact(product, dimension);
    }
    if (product > Integer.MAX_VALUE - 8) {
      throw new IllegalArgumentException(
          "a tensor holds at most 2^31 - 9 values, but the shape "
              + Arrays.toString(dimensions)
              + " has "
              + product);
    }
    this.size = (int) product;
  }

  /**
   * A shape with the given dimensions.
   *
   * @param dimensions sizes, outermost first; none for a scalar
   * @return the shape
   * @throws IllegalArgumentException for a negative size or more than 2³¹ − 9 values
   */
  public static Shape of(int... dimensions) {
    return new Shape(dimensions.clone());
  }

  /**
   * How many dimensions there are.
   *
   * @return 0 for a scalar, 2 for a matrix
   */
  public int rank() {
    return dimensions.length;
  }

  /**
   * The size of one dimension.
   *
   * @param index 0 for the outermost
   * @return its size
   */
  public int dimension(int index) {
    return dimensions[index];
  }

  /**
   * The number of values: the product of all dimensions.
   *
   * @return 1 for a scalar
   */
  public int size() {
    return size;
  }

  /**
   * The size of the last dimension.
   *
   * @return 1 for a scalar
   */
  public int columns() {
    return dimensions.length == 0 ? 1 : dimensions[dimensions.length - 1];
  }

  /**
   * The product of all dimensions but the last.
   *
   * @return 1 for a scalar or a vector
   */
  public int rows() {
    int rows = 1;
    for (int i = 0; i < dimensions.length - 1; i++) {
      rows *= dimensions[i];
    }
    return rows;
  }

  /**
   * The dimensions as an array of the caller's own.
   *
   * @return a copy
   */
  public int[] toArray() {
    return dimensions.clone();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Shape shape && Arrays.equals(dimensions, shape.dimensions);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(dimensions);
  }

  @Override
  public String toString() {
    return Arrays.toString(dimensions);
  }
}
