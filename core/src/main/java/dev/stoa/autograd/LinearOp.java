package dev.stoa.autograd;

import dev.stoa.kernel.MatrixProduct;
import dev.stoa.runtime.Execution;
import dev.stoa.tensor.Tensor;
import dev.stoa.weight.DenseWeight;
import dev.stoa.weight.Weight;

/** A linear layer: y = x Wᵀ + b. */
public final class LinearOp {
  /** Columns of a bias gradient that one task sums. */
  private static final int BIAS_GRAIN = 64;

  private LinearOp() {}

  /**
   * y = x Wᵀ + b.
   *
   * @param tape runs and records it
   * @param x [n, in]
   * @param weight [out, in]
   * @param bias [out], or null for none
   * @return [n, out]
   * @throws IllegalArgumentException if the columns of x and of the weight differ
   */
  public static Tensor apply(Tape tape, Tensor x, Weight weight, Tensor bias) {
    if (x.columns() != weight.columns()) {
      throw new IllegalArgumentException(
          "linear: x%s does not fit the weight%s; both need as many columns"
              .formatted(x.shape(), weight.shape()));
    }
    int mark = tape.mark();
    Tensor y = tape.take(x.rows(), weight.rows());
    forward(tape.execution(), y, x, weight, bias);
    Tensor trained = weight instanceof DenseWeight(Tensor tensor) ? tensor : null;
    boolean tracksParameters =
        trained != null && tape.tracks(trained) || bias != null && tape.tracks(bias);
    if (tracksParameters || tape.tracks(x)) {
      tape.record(
          mark,
          y,
          dY ->
              backward(
                  tape.execution(),
                  tape.gradientOf(x),
                  tape.gradientOf(trained),
                  tape.gradientOf(bias),
                  dY,
                  x,
                  weight));
    }
    return y;
  }

  /**
   * y = x Wᵀ + b.
   *
   * @param execution what runs it
   * @param y [n, out], overwritten
   * @param x [n, in]
   * @param weight [out, in]
   * @param bias [out], or null
   */
  static void forward(Execution execution, Tensor y, Tensor x, Weight weight, Tensor bias) {
    if (bias == null) {
      execution.fill(y, 0);
    } else {
      for (int i = 0; i < y.rows(); i++) {
        System.arraycopy(
            bias.data(), bias.offset(), y.data(), y.offset() + i * y.columns(), y.columns());
      }
    }
    weight.addProduct(execution, y, x);
  }

  /**
   * dX += dY W, dW += dYᵀ x, db += Σ_rows dY.
   *
   * @param execution what runs it
   * @param dX [n, in], accumulated, or null
   * @param dW [out, in], accumulated, or null
   * @param dBias [out], accumulated, or null
   * @param dY [n, out]
   * @param x [n, in]
   * @param weight [out, in]
   */
  static void backward(
      Execution execution, Tensor dX, Tensor dW, Tensor dBias, Tensor dY, Tensor x, Weight weight) {
    if (dX != null) {
      weight.addTransposedProduct(execution, dX, dY);
    }
    if (dW != null) {
      MatrixProduct product = execution.product();
      product.addAtB(
          dW.data(),
          dW.offset(),
          x.columns(),
          dY.data(),
          dY.offset(),
          dY.columns(),
          x.data(),
          x.offset(),
          x.columns(),
          dY.columns(),
          x.columns(),
          x.rows());
    }
    if (dBias != null) {
      execution
          .workers()
          .forRange(dY.columns(), BIAS_GRAIN, (from, to) -> addColumnSums(dBias, dY, from, to));
    }
  }

  private static void addColumnSums(Tensor sums, Tensor matrix, int from, int to) {
    float[] s = sums.data();
    float[] a = matrix.data();
    for (int i = 0; i < matrix.rows(); i++) {
      int row = matrix.offset() + i * matrix.columns();
      for (int j = from; j < to; j++) {
        s[sums.offset() + j] += a[row + j];
      }
    }
  }
}
