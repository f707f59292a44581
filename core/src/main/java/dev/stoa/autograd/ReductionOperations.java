package dev.stoa.autograd;

import dev.stoa.cache.Segments;
import dev.stoa.tensor.Shape;
import dev.stoa.tensor.Tensor;

/** Operations that make one value of many, and those that compare the values of a row. */
abstract class ReductionOperations extends ActivationOperations {
  private static final Shape ONE = Shape.of(1, 1);

  ReductionOperations() {}

  /**
   * The sum of all values.
   *
   * @param tape runs and records it
   * @param x any shape
   * @return [1, 1]
   */
  public static Tensor sum(Tape tape, Tensor x) {
    return ReductionOp.sum(tape, x, Axis.all(x.shape()), ONE, 1);
  }

  /**
   * The sum along a dimension: y = Σ_i x_i.
   *
   * @param tape runs and records it
   * @param x any shape
   * @param axis the dimension, from 0, or from −1 backwards for the last ones
   * @return the shape of x with a 1 in this dimension, so that it goes together with x again
   * @throws IllegalArgumentException if x has no such dimension
   */
  public static Tensor sum(Tape tape, Tensor x, int axis) {
    Axis along = Axis.of("sum", x.shape(), axis);
    return ReductionOp.sum(tape, x, along, along.resized(x.shape(), 1), 1);
  }

  /**
   * The mean of all values.
   *
   * @param tape runs and records it
   * @param x any shape, not empty
   * @return [1, 1]
   */
  public static Tensor mean(Tape tape, Tensor x) {
    return ReductionOp.mean(tape, x, Axis.all(x.shape()), ONE);
  }

  /**
   * The mean along a dimension: y = Σ_i x_i / n.
   *
   * @param tape runs and records it
   * @param x any shape
   * @param axis the dimension, from 0, or from −1 backwards for the last ones
   * @return the shape of x with a 1 in this dimension, so that it goes together with x again
   * @throws IllegalArgumentException if x has no such dimension, or nothing in it
   */
  public static Tensor mean(Tape tape, Tensor x, int axis) {
    Axis along = Axis.of("mean", x.shape(), axis);
    return ReductionOp.mean(tape, x, along, along.resized(x.shape(), 1));
  }

  /**
   * The greatest of all values; NaN if any is NaN. Where several are equal, the gradient goes to
   * the first of them.
   *
   * @param tape runs and records it
   * @param x any shape, not empty
   * @return [1, 1]
   */
  public static Tensor max(Tape tape, Tensor x) {
    return ReductionOp.max(tape, x, Axis.all(x.shape()), ONE);
  }

  /**
   * The greatest value along a dimension; NaN if any is NaN. Where several are equal, the gradient
   * goes to the first of them.
   *
   * @param tape runs and records it
   * @param x any shape
   * @param axis the dimension, from 0, or from −1 backwards for the last ones
   * @return the shape of x with a 1 in this dimension, so that it goes together with x again
   * @throws IllegalArgumentException if x has no such dimension, or nothing in it
   */
  public static Tensor max(Tape tape, Tensor x, int axis) {
    Axis along = Axis.of("max", x.shape(), axis);
    return ReductionOp.max(tape, x, along, along.resized(x.shape(), 1));
  }

  /**
   * The variance along a dimension, of the values themselves: y = Σ_i (x_i − mean)² / n. It is this
   * that normalization layers use.
   *
   * @param tape runs and records it
   * @param x any shape
   * @param axis the dimension, from 0, or from −1 backwards for the last ones
   * @return the shape of x with a 1 in this dimension
   * @throws IllegalArgumentException if x has no such dimension, or nothing in it
   */
  public static Tensor variance(Tape tape, Tensor x, int axis) {
    return squares(tape, x, axis, 0, "variance");
  }

  /**
   * The unbiased estimate of the variance of what x was sampled from: y = Σ_i (x_i − mean)² / (n −
   * 1).
   *
   * @param tape runs and records it
   * @param x any shape
   * @param axis the dimension, from 0, or from −1 backwards for the last ones
   * @return the shape of x with a 1 in this dimension
   * @throws IllegalArgumentException if x has no such dimension, or fewer than two values in it
   */
  public static Tensor sampleVariance(Tape tape, Tensor x, int axis) {
    return squares(tape, x, axis, 1, "sampleVariance");
  }

  private static Tensor squares(Tape tape, Tensor x, int axis, int known, String name) {
    int n = Axis.of(name, x.shape(), axis).size();
    if (n <= known) {
      throw new IllegalArgumentException(
          "%s: dimension %d of x%s has too few values".formatted(name, axis, x.shape()));
    }
    Tensor distance = subtract(tape, x, mean(tape, x, axis));
    Tensor sum = sum(tape, multiply(tape, distance, distance), axis);
    return divide(tape, sum, (float) (n - known));
  }

  /**
   * Softmax of each row: y_ij = exp(x_ij) / Σ_l exp(x_il). The greatest x of the row is subtracted
   * first, so that nothing overflows.
   *
   * @param tape runs and records it
   * @param x [..., n], not empty
   * @return the shape of x
   */
  public static Tensor softmax(Tape tape, Tensor x) {
    return SoftmaxOp.softmax(tape, x);
  }

  /**
   * The logarithm of the softmax of each row: y_ij = x_ij − log Σ_l exp(x_il), exact also where the
   * softmax itself would round to 0.
   *
   * @param tape runs and records it
   * @param x [..., n], not empty
   * @return the shape of x
   */
  public static Tensor logSoftmax(Tape tape, Tensor x) {
    return SoftmaxOp.logSoftmax(tape, x);
  }

  /**
   * The sum of some rows of a table for each bag, such as a word from its n-grams (torch's
   * EmbeddingBag): y_b = Σ_i W[id_i] over the ids of bag b. An empty bag gives zeros.
   *
   * @param tape runs and records it
   * @param table W, [entries, channels]
   * @param ids rows of the table, bag by bag; not changed until the backward pass
   * @param starts the first id of each bag, growing from 0; a bag ends where the next one starts
   * @return [bags, channels]
   * @throws IllegalArgumentException for an id outside the table, or starts that do not grow from 0
   *     to at most the number of ids
   */
  public static Tensor sumBags(Tape tape, Tensor table, int[] ids, int[] starts) {
    return BagOp.apply(tape, table, ids, starts, false);
  }

  /**
   * The mean of some rows of a table for each bag, such as a text from its words: as {@link
   * #sumBags}, divided by the number of the bag's ids.
   *
   * @param tape runs and records it
   * @param table W, [entries, channels]
   * @param ids rows of the table, bag by bag; not changed until the backward pass
   * @param starts the first id of each bag, growing from 0; a bag ends where the next one starts
   * @return [bags, channels]
   * @throws IllegalArgumentException for an id outside the table, or starts that do not grow from 0
   *     to at most the number of ids
   */
  public static Tensor meanBags(Tape tape, Tensor table, int[] ids, int[] starts) {
    return BagOp.apply(tape, table, ids, starts, true);
  }

  /**
   * Mean pooling: the mean of the rows of each segment, which makes one vector of a text of any
   * length.
   *
   * @param tape runs and records it
   * @param x [rows, channels]
   * @param segments how the rows are divided
   * @return [segments, channels]
   * @throws IllegalArgumentException if x has another number of rows
   */
  public static Tensor segmentMeans(Tape tape, Tensor x, Segments segments) {
    return BagOp.means(tape, x, segments);
  }
}
