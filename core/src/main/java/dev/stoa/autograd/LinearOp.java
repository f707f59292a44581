package dev.stoa.autograd;

import dev.stoa.runtime.Execution;
import dev.stoa.tensor.Tensor;

/** A linear layer: y = x Wᵀ + b. */
final class LinearOp {
  /** Columns of a bias gradient that one task sums. */
  private static final int BIAS_GRAIN = 64;

  private LinearOp() {}

  static Tensor apply(Tape tape, Tensor x, Tensor weight, Tensor biasInput) {
    Tensor bias = biasInput == null ? null : Operations.contiguous(tape, biasInput);
    if (x.columns() != weight.columns()) {
      throw new IllegalArgumentException(
          "linear: x%s does not fit the weight%s; both need as many columns"
              .formatted(x.shape(), weight.shape()));
    }
    Tensor y = tape.take(x.rows(), weight.rows());
    startWith(tape.execution(), y, bias);
    tape.execution()
        .product()
        .addABt(
            y.data(),
            y.offset(),
            y.stride(),
            x.data(),
            x.offset(),
            x.stride(),
            weight.data(),
            weight.offset(),
            weight.stride(),
            x.rows(),
            weight.rows(),
            x.columns());
    return tape.recording()
        ? tape.record(
            y,
            Saved.of(x, weight),
            (dY, saved) -> {
              addInputGradient(tape.execution(), tape.gradient(x), dY, saved.get(1));
              addWeightGradient(tape.execution(), tape.gradient(weight), dY, saved.get(0));
              addBiasGradient(tape.execution(), tape.gradient(bias), dY);
            },
            x,
            weight,
            bias)
        : y;
  }

  static Tensor apply(Tape tape, Tensor x, FrozenMatrix matrix, Tensor biasInput) {
    Tensor bias = biasInput == null ? null : Operations.contiguous(tape, biasInput);
    if (x.columns() != matrix.columns()) {
      throw new IllegalArgumentException(
          "linear: x%s does not fit the weight[%d, %d]; both need as many columns"
              .formatted(x.shape(), matrix.rows(), matrix.columns()));
    }
    Tensor input = Operations.contiguous(tape, x);
    Tensor y = tape.take(x.rows(), matrix.rows());
    startWith(tape.execution(), y, bias);
    matrix.addProduct(tape.execution(), y, input);
    return tape.recording()
        ? tape.record(
            y,
            Saved.nothing(),
            (dY, saved) -> {
              Tensor dX = tape.gradient(input);
              if (dX != null) {
                matrix.addTransposedProduct(tape.execution(), dX, dY);
              }
              addBiasGradient(tape.execution(), tape.gradient(bias), dY);
            },
            input,
            bias)
        : y;
  }

  /** y = b in each row, or 0. */
  private static void startWith(Execution execution, Tensor y, Tensor bias) {
    if (bias == null) {
      execution.fill(y, 0);
      return;
    }
    if (bias.size() != y.columns()) {
      throw new IllegalArgumentException(
          "linear: a result%s needs a bias of %d values, not %s"
              .formatted(y.shape(), y.columns(), bias.shape()));
    }
    for (int i = 0; i < y.rows(); i++) {
      System.arraycopy(
          bias.data(), bias.offset(), y.data(), y.offset() + i * y.columns(), y.columns());
    }
  }

  /** dX += dY W. */
  private static void addInputGradient(Execution execution, Tensor dX, Tensor dY, Tensor weight) {
    if (dX == null) {
      return;
    }
    execution
        .product()
        .addAB(
            dX.data(),
            dX.offset(),
            dX.stride(),
            dY.data(),
            dY.offset(),
            dY.stride(),
            weight.data(),
            weight.offset(),
            weight.stride(),
            dY.rows(),
            weight.columns(),
            weight.rows());
  }

  /** dW += dYᵀ x. */
  private static void addWeightGradient(Execution execution, Tensor dW, Tensor dY, Tensor x) {
    if (dW == null) {
      return;
    }
    execution
        .product()
        .addAtB(
            dW.data(),
            dW.offset(),
            dW.stride(),
            dY.data(),
            dY.offset(),
            dY.stride(),
            x.data(),
            x.offset(),
            x.stride(),
            dY.columns(),
            x.columns(),
            x.rows());
  }

  /** db += Σ_rows dY. */
  private static void addBiasGradient(Execution execution, Tensor dBias, Tensor dY) {
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
