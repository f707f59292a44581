package dev.stoa.weight;

import dev.stoa.autograd.Tape;
import dev.stoa.tensor.Shape;
import dev.stoa.tensor.Tensor;
import java.util.SequencedMap;

/**
 * A parameter of a model in whatever form it is stored: the one type that layers hold. Layers never
 * ask which form it is.
 *
 * <p>As a matrix W [rows, columns] it multiplies on the tape, gives rows, as embeddings need, and
 * tells its bytes. Training changes what {@link #trainable} names and nothing else. Vectors (norms
 * and biases) are always dense.
 */
public interface Weight {
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
   * A linear layer: y = x Wᵀ + b.
   *
   * @param tape runs and records it
   * @param x [n, columns]
   * @param bias b, [rows], or null for none
   * @return [n, rows]
   * @throws IllegalArgumentException if the shapes do not fit
   */
  Tensor product(Tape tape, Tensor x, Tensor bias);

  /**
   * A linear layer without bias: y = x Wᵀ.
   *
   * @param tape runs and records it
   * @param x [n, columns]
   * @return [n, rows]
   * @throws IllegalArgumentException if the shapes do not fit
   */
  default Tensor product(Tape tape, Tensor x) {
    return product(tape, x, null);
  }

  /**
   * Rows by index: y_i = W[index_i].
   *
   * @param tape runs and records it
   * @param indices one index for each row of the result; not changed until the backward pass
   * @return [indices, columns]
   * @throws IllegalArgumentException for an index outside the matrix
   */
  Tensor rows(Tape tape, int[] indices);

  /**
   * What can be trained.
   *
   * @return the tensors themselves by name in a fixed order, "" being the parameter itself; empty
   *     for a form that is immutable
   */
  SequencedMap<String, Tensor> trainable();

  /**
   * The values as a tensor of floats.
   *
   * @return the parameter itself if it is dense, otherwise a decoded copy
   */
  Tensor decoded();

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
}
