package dev.stoa.weight;

import dev.stoa.kernel.MatrixProduct;
import dev.stoa.runtime.Execution;
import dev.stoa.tensor.Shape;
import dev.stoa.tensor.Tensor;

/**
 * A parameter in float32, which can be trained.
 *
 * @param tensor the values, [rows, columns] or [n]
 */
public record DenseWeight(Tensor tensor) implements Weight {
  @Override
  public Shape shape() {
    return tensor.shape();
  }

  @Override
  public long bytes() {
    return 4L * tensor.size();
  }

  @Override
  public void addProduct(Execution execution, Tensor y, Tensor x) {
    MatrixProduct product = execution.product();
    product.addABt(
        y.data(),
        y.offset(),
        rows(),
        x.data(),
        x.offset(),
        columns(),
        tensor.data(),
        tensor.offset(),
        columns(),
        x.rows(),
        rows(),
        columns());
  }

  @Override
  public void addTransposedProduct(Execution execution, Tensor dX, Tensor dY) {
    MatrixProduct product = execution.product();
    product.addAB(
        dX.data(),
        dX.offset(),
        columns(),
        dY.data(),
        dY.offset(),
        rows(),
        tensor.data(),
        tensor.offset(),
        columns(),
        dY.rows(),
        columns(),
        rows());
  }

  @Override
  public void rowInto(float[] y, int yOffset, int row) {
    int columns = columns();
    System.arraycopy(tensor.data(), tensor.offset() + row * columns, y, yOffset, columns);
  }
}
