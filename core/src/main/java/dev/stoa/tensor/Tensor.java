package dev.stoa.tensor;

import java.util.Arrays;

/**
 * Float32 values with a shape, row-major, in a part of a plain array.
 *
 * <p>A tensor is a view: several may share one array, and whoever holds one may write to it. Seen
 * as a matrix, row i begins at {@code offset + i * stride}, so that some columns of a matrix are a
 * tensor too. It is safe to share between threads as long as no two of them write the same values
 * at once. Two tensors are the same parameter only if they are the same object.
 *
 * <p>The views of this class know nothing of a tape: of a result that is recorded, take them with
 * the operations of the same names, which pass its gradient on.
 *
 * @param data the array that holds the values
 * @param offset index of the first value in data
 * @param shape sizes of the dimensions
 * @param stride distance of the beginnings of two rows, at least the number of columns
 */
public record Tensor(float[] data, int offset, Shape shape, int stride) {
  /**
   * Checks that the array holds the whole shape.
   *
   * @throws IllegalArgumentException if it does not, or the rows overlap
   */
  public Tensor {
    if (stride < shape.columns()) {
      throw new IllegalArgumentException(
          "rows of %d columns overlap at a distance of %d".formatted(shape.columns(), stride));
    }
    long extent = extent(shape, stride);
    if (offset < 0 || offset > data.length - extent) {
      throw new IllegalArgumentException(
          "shape %s needs %d values from index %d, but the array has %d"
              .formatted(shape, extent, offset, data.length));
    }
  }

  /**
   * Rows that follow each other without a gap.
   *
   * @param data the array that holds the values
   * @param offset index of the first value in data
   * @param shape sizes of the dimensions
   * @throws IllegalArgumentException if the array does not hold the whole shape
   */
  public Tensor(float[] data, int offset, Shape shape) {
    this(data, offset, shape, shape.columns());
  }

  private static long extent(Shape shape, int stride) {
    return shape.size() == 0 ? 0 : (shape.rows() - 1L) * stride + shape.columns();
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
    return data[offset + row * stride + column];
  }

  /**
   * Whether the rows follow each other without a gap.
   *
   * @return true for all tensors but some {@linkplain #columns(int, int) columns} of others
   */
  public boolean isContiguous() {
    return stride == columns() || rows() <= 1;
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
    if (!isContiguous()) {
      throw new IllegalArgumentException(
          "reshape: the %d columns of %s are %d apart and cannot be seen as %s without a copy"
              .formatted(columns(), shape, stride, other));
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
    // Of no rows there is no beginning, which could lie behind the array.
    int first = from == to ? offset : offset + from * stride;
    return new Tensor(data, first, Shape.of(to - from, columns()), stride);
  }

  /**
   * Some neighbouring columns of this tensor seen as a matrix; nothing is copied.
   *
   * @param from first column
   * @param to column behind the last
   * @return a view with the shape [rows, to - from]
   * @throws IllegalArgumentException if there are no such columns
   */
  public Tensor columns(int from, int to) {
    if (from < 0 || to < from || to > columns()) {
      throw new IllegalArgumentException(
          "columns %d to %d lie outside the shape %s".formatted(from, to, shape));
    }
    return new Tensor(data, offset + from, Shape.of(rows(), to - from), stride);
  }

  /**
   * Whether this tensor and another have a value in common.
   *
   * @param other any tensor
   * @return false if they have none; views of one array with different strides whose ranges meet
   *     count as overlapping without a closer look
   */
  public boolean overlaps(Tensor other) {
    if (data != other.data || size() == 0 || other.size() == 0) {
      return false;
    }
    boolean apart =
        offset + extent(shape, stride) <= other.offset
            || other.offset + extent(other.shape, other.stride) <= offset;
    if (apart || stride != other.stride) {
      return !apart;
    }
    // The same rows of one matrix: other columns have nothing in common.
    int shift = Math.floorMod(other.offset - offset, stride);
    return shift < columns() || shift + other.columns() > stride;
  }

  /**
   * Sets every value.
   *
   * @param value the value
   */
  public void fill(float value) {
    if (isContiguous()) {
      Arrays.fill(data, offset, offset + size(), value);
      return;
    }
    for (int row = 0; row < rows(); row++) {
      Arrays.fill(data, offset + row * stride, offset + row * stride + columns(), value);
    }
  }

  /**
   * The values in an array of the caller's own.
   *
   * @return a copy
   */
  public float[] toArray() {
    if (isContiguous()) {
      return Arrays.copyOfRange(data, offset, offset + size());
    }
    float[] copy = new float[size()];
    for (int row = 0; row < rows(); row++) {
      System.arraycopy(data, offset + row * stride, copy, row * columns(), columns());
    }
    return copy;
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
