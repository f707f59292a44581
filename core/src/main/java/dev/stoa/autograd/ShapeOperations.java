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

  /**
   * The last two dimensions change places: the transposed matrix, or each of many.
   *
   * @param tape runs and records it
   * @param x [..., n, m]
   * @return [..., m, n], a copy
   * @throws IllegalArgumentException for fewer than two dimensions
   */
  public static Tensor transpose(Tape tape, Tensor x) {
    return TransposeOp.apply(tape, x, -2, -1);
  }

  /**
   * Two dimensions change places, such as [B, T, H, D] and [B, H, T, D]: 1 and 2.
   *
   * @param tape runs and records it
   * @param x any shape
   * @param first one dimension, from 0, or from −1 backwards for the last ones
   * @param second the other one
   * @return a copy; x itself if both are the same
   * @throws IllegalArgumentException if x has no such dimension
   */
  public static Tensor transpose(Tape tape, Tensor x, int first, int second) {
    return TransposeOp.apply(tape, x, first, second);
  }

  /**
   * Tensors laid one behind the other along a dimension: with matrices, 0 puts rows under rows and
   * 1 columns beside columns.
   *
   * @param tape runs and records it
   * @param axis the dimension, from 0, or from −1 backwards for the last ones
   * @param parts tensors whose other dimensions are equal, at least one
   * @return a copy, as long in this dimension as all of them together
   * @throws IllegalArgumentException if another dimension differs
   */
  public static Tensor concatenate(Tape tape, int axis, Tensor... parts) {
    return ConcatenateOp.concatenate(tape, axis, parts);
  }

  /**
   * A part of x along one dimension: a view along the first or the last, otherwise a copy.
   *
   * @param tape runs and records it
   * @param x any shape
   * @param axis the dimension, from 0, or from −1 backwards for the last ones
   * @param from first index
   * @param to index behind the last
   * @return the shape of x with to − from in this dimension
   * @throws IllegalArgumentException if there is no such dimension or part
   */
  public static Tensor slice(Tape tape, Tensor x, int axis, int from, int to) {
    return ConcatenateOp.slice(tape, x, axis, from, to);
  }
}
