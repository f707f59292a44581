package dev.stoa.contract.core;

import dev.stoa.tensor.Tensor;
import java.util.Arrays;
import java.util.function.DoubleUnaryOperator;

/**
 * Values in double with a shape, for the textbook form of a function: each value of the result is
 * written as a formula of its index.
 *
 * @param data the values, row-major
 * @param shape sizes, outermost first
 */
public record Values(double[] data, int... shape) {
  /** A value as a function of its place. */
  @FunctionalInterface
  public interface Formula {
    /**
     * The value.
     *
     * @param index one index a dimension, from 0
     * @return the value there
     */
    double at(int[] index);
  }

  /**
   * Values by a formula.
   *
   * @param formula of the index
   * @param shape sizes, outermost first
   * @return the values
   */
  public static Values of(Formula formula, int... shape) {
    double[] data = new double[Arrays.stream(shape).reduce(1, Math::multiplyExact)];
    int[] index = new int[shape.length];
    for (int i = 0; i < data.length; i++) {
      int rest = i;
      for (int d = shape.length - 1; d >= 0; d--) {
        index[d] = rest % shape[d];
        rest /= shape[d];
      }
      data[i] = formula.at(index.clone());
    }
    return new Values(data, shape);
  }

  /**
   * The values of a tensor.
   *
   * @param tensor any shape
   * @return the same values, exactly
   */
  public static Values of(Tensor tensor) {
    return new Values(Draws.doubles(tensor.toArray()), tensor.shape().toArray());
  }

  /**
   * One value.
   *
   * @param index one index a dimension, from 0
   * @return the value there
   */
  public double at(int... index) {
    int at = 0;
    for (int d = 0; d < shape.length; d++) {
      at = at * shape[d] + index[d];
    }
    return data[at];
  }

  /**
   * A function of each value.
   *
   * @param function the function
   * @return as many values
   */
  public Values map(DoubleUnaryOperator function) {
    return new Values(Arrays.stream(data).map(function).toArray(), shape);
  }

  /**
   * The same values in another shape.
   *
   * @param other sizes with the same product
   * @return the values
   */
  public Values reshape(int... other) {
    return new Values(data, other);
  }

  /**
   * The sum of all values.
   *
   * @return Σ x_i
   */
  public double sum() {
    return Arrays.stream(data).sum();
  }

  /** A copy in which one value can be changed. */
  Values copy() {
    return new Values(data.clone(), shape);
  }
}
