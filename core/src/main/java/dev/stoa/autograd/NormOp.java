package dev.stoa.autograd;

import dev.stoa.kernel.Norm;
import dev.stoa.kernel.RangeTask;
import dev.stoa.runtime.Execution;
import dev.stoa.tensor.Tensor;

/** Layer normalization (centered) and root-mean-square normalization of each row. */
final class NormOp {
  /** Rows whose parameter gradients one task sums; the tasks' sums are folded in order. */
  private static final int ROWS_PER_SUM = 64;

  private NormOp() {}

  static Tensor apply(
      Tape tape, Tensor input, Tensor scale, Tensor shift, boolean centered, float epsilon) {
    Tensor weight = Operations.contiguous(tape, scale);
    Tensor bias = shift == null ? null : Operations.contiguous(tape, shift);
    Tensor x = Operations.contiguous(tape, input);
    String name = centered ? "layerNorm" : "rmsNorm";
    requireSize(name, "weight", x, weight);
    if (bias != null) {
      requireSize(name, "bias", x, bias);
    }
    Tensor y = tape.take(x.shape());
    Norm kernel = tape.execution().kernels().norm();
    if (Execution.small(x.size())) {
      if (centered) {
        layerNorm(kernel, y, x, weight, bias, epsilon, 0, x.rows());
      } else {
        rmsNorm(kernel, y, x, weight, epsilon, 0, x.rows());
      }
    } else {
      RangeTask task =
          centered
              ? (from, to) -> layerNorm(kernel, y, x, weight, bias, epsilon, from, to)
              : (from, to) -> rmsNorm(kernel, y, x, weight, epsilon, from, to);
      tape.execution().workers().forRange(x.rows(), Execution.rowGrain(x.columns()), task);
    }
    return tape.recording()
        ? tape.record(
            y,
            Saved.of(x, weight),
            (dY, saved) ->
                backward(tape, dY, x, weight, bias, new Back(tape, saved, centered, epsilon)),
            x,
            weight,
            bias)
        : y;
  }

  private static void layerNorm(
      Norm kernel,
      Tensor y,
      Tensor x,
      Tensor weight,
      Tensor bias,
      float epsilon,
      int from,
      int to) {
    int n = x.columns();
    float[] biasData = bias == null ? null : bias.data();
    for (int row = from; row < to; row++) {
      int yAt = y.offset() + row * n;
      int xAt = x.offset() + row * n;
      kernel.layerNormInto(y.data(), yAt, x.data(), xAt, weight.data(), biasData, n, epsilon);
    }
  }

  private static void rmsNorm(
      Norm kernel, Tensor y, Tensor x, Tensor weight, float epsilon, int from, int to) {
    int n = x.columns();
    for (int row = from; row < to; row++) {
      int yAt = y.offset() + row * n;
      int xAt = x.offset() + row * n;
      kernel.rmsNormInto(y.data(), yAt, x.data(), xAt, weight.data(), n, epsilon);
    }
  }

  /**
   * Adds to dX row by row, and to dWeight and dBias what each group of rows sums up, group by
   * group, so that the sums do not depend on the threads.
   */
  private static void backward(
      Tape tape, Tensor dY, Tensor x, Tensor weight, Tensor bias, Back back) {
    int groups = Math.ceilDiv(x.rows(), ROWS_PER_SUM);
    int n = x.columns();
    Tensor wanted = tape.gradient(x);
    Tensor dX = wanted != null ? wanted : tape.take(x.rows(), n);
    Tensor weightSums = tape.take(groups, n);
    Tensor biasSums = tape.take(groups, n);
    weightSums.fill(0);
    biasSums.fill(0);
    tape.execution()
        .workers()
        .forRange(
            x.rows(), ROWS_PER_SUM, (from, to) -> back.run(dX, weightSums, biasSums, dY, from, to));
    addRows(tape.gradient(weight), weightSums);
    addRows(tape.gradient(bias), biasSums);
  }

  /** The backward pass of some rows. */
  private record Back(Norm kernel, Tensor x, Tensor weight, boolean centered, float epsilon) {
    Back(Tape tape, Saved saved, boolean centered, float epsilon) {
      this(tape.execution().kernels().norm(), saved.get(0), saved.get(1), centered, epsilon);
    }

    void run(Tensor dX, Tensor weightSums, Tensor biasSums, Tensor dY, int from, int to) {
      int sums = from / ROWS_PER_SUM * x.columns();
      for (int row = from; row < to; row++) {
        if (centered) {
          addLayerNormGradients(dX, weightSums.data(), biasSums.data(), sums, dY, row);
        } else {
          addRmsNormGradients(dX, weightSums.data(), sums, dY, row);
        }
      }
    }

    private void addLayerNormGradients(
        Tensor dX, float[] dWeight, float[] dBias, int sums, Tensor dY, int row) {
      int n = x.columns();
      kernel.addLayerNormGradients(
          dX.data(),
          dX.offset() + row * n,
          dWeight,
          dBias,
          sums,
          dY.data(),
          dY.offset() + row * n,
          x.data(),
          x.offset() + row * n,
          weight.data(),
          n,
          epsilon);
    }

    private void addRmsNormGradients(Tensor dX, float[] dWeight, int sums, Tensor dY, int row) {
      int n = x.columns();
      kernel.addRmsNormGradients(
          dX.data(),
          dX.offset() + row * n,
          dWeight,
          sums,
          dY.data(),
          dY.offset() + row * n,
          x.data(),
          x.offset() + row * n,
          weight.data(),
          n,
          epsilon);
    }
  }

  private static void addRows(Tensor sum, Tensor rows) {
    if (sum == null) {
      return;
    }
    int n = rows.columns();
    for (int row = 0; row < rows.rows(); row++) {
      for (int i = 0; i < n; i++) {
        sum.data()[sum.offset() + i] += rows.data()[rows.offset() + row * n + i];
      }
    }
  }

  private static void requireSize(String operation, String name, Tensor x, Tensor parameter) {
    if (parameter.size() != x.columns() || parameter.offset() != 0) {
      throw new IllegalArgumentException(
          "%s: x%s needs a %s of %d values from the start of its array, not %s from index %d"
              .formatted(
                  operation, x.shape(), name, x.columns(), parameter.shape(), parameter.offset()));
    }
  }
}
