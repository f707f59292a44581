package dev.stoa.autograd;

import dev.stoa.tensor.Shape;
import dev.stoa.tensor.Tensor;

/**
 * Operations that move values and do not change them. Views cost nothing forward: their results
 * share the values of x.
 */
abstract class ShapeOperations extends LayerOperations {
  ShapeOperations() {}

  /**
   * The same values in another shape: a view, or a copy if the rows of x have gaps.
   *
   * @param tape runs and records it
   * @param x any shape
   * @param dimensions sizes with the same product
   * @return a tensor with that shape
   * @throws IllegalArgumentException if the number of values differs
   */
  public static Tensor reshape(Tape tape, Tensor x, int... dimensions) {
    return ViewOp.reshape(tape, contiguous(tape, x), Shape.of(dimensions));
  }

  /**
   * Some neighbouring rows of x seen as a matrix: a view.
   *
   * @param tape runs and records it
   * @param x [n, channels]
   * @param from first row
   * @param to row behind the last
   * @return [to − from, channels]
   * @throws IllegalArgumentException if there are no such rows
   */
  public static Tensor rows(Tape tape, Tensor x, int from, int to) {
    return ViewOp.part(tape, x, x.rows(from, to), from, 0);
  }

  /**
   * Some neighbouring columns of x seen as a matrix: a view, such as one projection of several that
   * were computed in one product.
   *
   * @param tape runs and records it
   * @param x [n, channels]
   * @param from first column
   * @param to column behind the last
   * @return [n, to − from]
   * @throws IllegalArgumentException if there are no such columns
   */
  public static Tensor columns(Tape tape, Tensor x, int from, int to) {
    return ViewOp.part(tape, x, x.columns(from, to), 0, from);
  }

  /**
   * Rows without gaps: x itself if it is so, otherwise a copy.
   *
   * @param tape runs and records it
   * @param x any shape
   * @return the same values in the same shape
   */
  public static Tensor contiguous(Tape tape, Tensor x) {
    return x.isContiguous() ? x : ViewOp.copy(tape, x);
  }

  /**
   * The same values as a constant: nothing goes back through it.
   *
   * @param tape runs it
   * @param x any shape
   * @return a view
   */
  public static Tensor detach(Tape tape, Tensor x) {
    return tape.constant(new Tensor(x.data(), x.offset(), x.shape(), x.stride()));
  }
}
