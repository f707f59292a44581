package dev.stoa.autograd;

import dev.stoa.runtime.Execution;
import dev.stoa.tensor.Tensor;

/** A matrix W [rows, columns] in any form, that is not trained. Immutable. */
public interface FrozenMatrix {
  /**
   * The number of outputs of the linear layer.
   *
   * @return rows of the matrix
   */
  int rows();

  /**
   * The number of inputs of the linear layer.
   *
   * @return columns of the matrix
   */
  int columns();

  /**
   * The forward pass of a linear layer: y += x Wᵀ.
   *
   * @param execution what runs it
   * @param y [n, rows], accumulated
   * @param x [n, columns], rows without gaps
   */
  void addProduct(Execution execution, Tensor y, Tensor x);

  /**
   * The gradient to the input of a linear layer: dX += dY W.
   *
   * @param execution what runs it
   * @param dX [n, columns], accumulated
   * @param dY [n, rows]
   */
  void addTransposedProduct(Execution execution, Tensor dX, Tensor dY);
}
