package dev.stoa.weight;

import dev.stoa.runtime.Execution;
import dev.stoa.tensor.Shape;
import dev.stoa.tensor.Tensor;

/**
 * A parameter of a model in whatever form it is stored: the one type that layers hold.
 *
 * <p>As a matrix W [rows, columns] it multiplies, y += x Wᵀ, multiplies transposed, dX += dY W,
 * gives a row, as embeddings need, and tells its bytes. Training changes {@linkplain DenseWeight
 * dense} weights; every other form is immutable. Vectors (norms and biases) are always dense.
 */
public sealed interface Weight permits DenseWeight, BlockWeight {
  /**
   * The sizes of the parameter.
   *
   * @return [rows, columns] for a matrix, [n] for a vector
   */
  Shape shape();

  /**
   * The memory that the values take.
   *
   * @return bytes
   */
  long bytes();

  /**
   * The forward pass of a linear layer without bias: y += x Wᵀ.
   *
   * @param execution what runs it
   * @param y [n, rows], accumulated
   * @param x [n, columns]
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

  /**
   * Copies one row.
   *
   * @param y as many values as the matrix has columns, overwritten
   * @param yOffset first element of y
   * @param row row, from 0
   */
  void rowInto(float[] y, int yOffset, int row);

  /**
   * The number of outputs of the linear layer.
   *
   * @return rows of the matrix
   */
  default int rows() {
    return shape().rows();
  }

  /**
   * The number of inputs of the linear layer.
   *
   * @return columns of the matrix
   */
  default int columns() {
    return shape().columns();
  }

  /**
   * The values as a tensor of floats.
   *
   * @return the parameter itself if it is dense, otherwise a decoded copy
   */
  default Tensor decoded() {
    if (this instanceof DenseWeight(Tensor tensor)) {
      return tensor;
    }
    Tensor copy = Tensor.zeros(shape().toArray());
    for (int row = 0; row < rows(); row++) {
      rowInto(copy.data(), row * columns(), row);
    }
    return copy;
  }
}
