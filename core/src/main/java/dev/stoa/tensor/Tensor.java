package dev.stoa.tensor;

import java.util.Arrays;

/**
 * Float32 values with a shape, row-major, in a part of a plain array.
 *
 * <p>A tensor is a view: several may share one array, and whoever holds one may write to it. It is
 * safe to share between threads as long as no two of them write the same values at once. Two
 * tensors are the same parameter only if they are the same object.
 *
 * @param data the array that holds the values
 * @param offset index of the first value in data
 * @param shape sizes of the dimensions
 */
public record Tensor(float[] data, int offset, Shape shape) {
  /**
   * Checks that the array holds the whole shape.
   *
   * @throws IllegalArgumentException if it does not
   */
  public Tensor {
    if (offset < 0 || offset > data.length - shape.size()) {
      throw new IllegalArgumentException(
          "shape %s needs %d values from index %d, but the array has %d"
              .formatted(shape, shape.size(), offset, data.length));
    }
  }

  /**
   * A tensor of zeros in an array of its own.
   *
   * @param dimensions sizes, outermost first
   * @return the tensor
   */
  public static Tensor zeros(int... dimensions) {
    Shape shape = Shape.of(dimensions);
    return new Tensor(new float[shape.size()], 0, shape);
  }

  /**
   * A tensor over a whole array, which is not copied.
   *
   * @param data the values
   * @param dimensions sizes, outermost first, with as many values as the array
   * @return the tensor
   * @throws IllegalArgumentException if the sizes differ
   */
  public static Tensor of(float[] data, int... dimensions) {
    Shape shape = Shape.of(dimensions);
    if (shape.size() != data.length) {
      throw new IllegalArgumentException(
          "shape %s has %d values, but the array has %d"
              .formatted(shape, shape.size(), data.length));
    }
    return new Tensor(data, 0, shape);
  }

  /**
   * The number of values.
   *
   * @return the product of the dimensions
   */
  public int size() {
    return shape.size();
  }

  /**
   * The rows of this tensor seen as a matrix.
   *
   * @return the product of all dimensions but the last
   */
  public int rows() {
    return shape.rows();
  }

  /**
   * The columns of this tensor seen as a matrix.
   *
   * @return the last dimension
   */
  public int columns() {
    return shape.columns();
  }

  /**
   * One value of this tensor seen as a matrix.
   *
   * @param row row, from 0
   * @param column column, from 0
   * @return the value
   * @throws IndexOutOfBoundsException if there is no such value
   */
  public float at(int row, int column) {
    if (row < 0 || row >= rows() || column < 0 || column >= columns()) {
      throw new IndexOutOfBoundsException(
          "(%d, %d) lies outside the shape %s".formatted(row, column, shape));
    }
    return data[offset + row * columns() + column];
  }

  /**
   * The same values in another shape; nothing is copied.
   *
   * @param dimensions sizes with the same product
   * @return a view
   * @throws IllegalArgumentException if the number of values differs
   */
  public Tensor reshape(int... dimensions) {
    Shape other = Shape.of(dimensions);
    if (other.size() != size()) {
      throw new IllegalArgumentException(
          "reshape: %s has %d values, %s has %d".formatted(shape, size(), other, other.size()));
    }
    return new Tensor(data, offset, other);
  }

  /**
   * Some neighbouring rows of this tensor seen as a matrix; nothing is copied.
   *
   * @param from first row
   * @param to row behind the last
   * @return a view with the shape [to - from, columns]
   * @throws IllegalArgumentException if there are no such rows
   */
  public Tensor rows(int from, int to) {
    if (from < 0 || to < from || to > rows()) {
      throw new IllegalArgumentException(
          "rows %d to %d lie outside the shape %s".formatted(from, to, shape));
    }
    return new Tensor(data, offset + from * columns(), Shape.of(to - from, columns()));
  }

  /**
   * Sets every value.
   *
   * @param value the value
   */
  public void fill(float value) {
    Arrays.fill(data, offset, offset + size(), value);
  }

  /**
   * The values in an array of the caller's own.
   *
   * @return a copy
   */
  public float[] toArray() {
    return Arrays.copyOfRange(data, offset, offset + size());
  }

  /**
   * Two tensors are equal only if they are the same object, since each is a parameter or a result
   * of its own.
   */
  @Override
  public boolean equals(Object other) {
    return this == other;
  }

  @Override
  public int hashCode() {
    return System.identityHashCode(this);
  }

  @Override
  public String toString() {
    return "Tensor" + shape;
  }
}
