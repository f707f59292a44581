package dev.stoa.autograd;

import dev.stoa.tensor.Shape;

/**
 * One dimension of a shape, and what lies around it: element (o, i, j) of the values stands at
 * {@code (o * size + i) * inner + j}.
 *
 * @param index which dimension, from 0
 * @param outer the product of the dimensions before it
 * @param size its own size
 * @param inner the product of the dimensions behind it
 */
record Axis(int index, int outer, int size, int inner) {
  /**
   * The dimension with a number.
   *
   * @param operation who asks, for the message
   * @param axis from 0, or from −1 backwards for the last ones
   */
  static Axis of(String operation, Shape shape, int axis) {
    int index = axis < 0 ? axis + shape.rank() : axis;
    if (index < 0 || index >= shape.rank()) {
      throw new IllegalArgumentException(
          "%s: x%s has no dimension %d; they are counted from 0, or from -1 backwards"
              .formatted(operation, shape, axis));
    }
    int outer = 1;
    for (int i = 0; i < index; i++) {
      outer *= shape.dimension(i);
    }
    int inner = 1;
    for (int i = index + 1; i < shape.rank(); i++) {
      inner *= shape.dimension(i);
    }
    return new Axis(index, outer, shape.dimension(index), inner);
  }

  /** All values of a shape, one behind the other, as a single dimension. */
  static Axis all(Shape shape) {
    return new Axis(0, 1, shape.size(), 1);
  }

  /** A shape with another size at this dimension. */
  Shape resized(Shape shape, int other) {
    int[] dimensions = shape.toArray();
    dimensions[index] = other;
    return Shape.of(dimensions);
  }
}
