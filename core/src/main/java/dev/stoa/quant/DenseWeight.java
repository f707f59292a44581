package dev.stoa.quant;

import dev.stoa.runtime.Execution;
import dev.stoa.runtime.ParallelProduct;
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
    ParallelProduct.addABt(
        execution,
        y.data(),
        y.offset(),
        x.data(),
        x.offset(),
        tensor.data(),
        tensor.offset(),
        x.rows(),
        rows(),
        columns());
  }

  @Override
  public void addTransposedProduct(Execution execution, Tensor dX, Tensor dY) {
    ParallelProduct.addAB(
        execution,
        dX.data(),
        dX.offset(),
        dY.data(),
        dY.offset(),
        tensor.data(),
        tensor.offset(),
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
