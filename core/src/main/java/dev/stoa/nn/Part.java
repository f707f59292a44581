package dev.stoa.nn;

import dev.stoa.tensor.Tensor;

/**
 * A part of a model: a layer, or anything that is put together from layers. Immutable but for the
 * values of dense weights, and shared by threads.
 */
@FunctionalInterface
public interface Part {
  /**
   * Computes the part.
   *
   * @param pass the tape, and how the rows are divided
   * @param x [rows, channels]
   * @return [rows, channels of the result]
   */
  Tensor forward(Pass pass, Tensor x);
}
