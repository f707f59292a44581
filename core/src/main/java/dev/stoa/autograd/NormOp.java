package dev.stoa.autograd;

import dev.stoa.kernel.Norm;
import dev.stoa.runtime.Execution;
import dev.stoa.tensor.Tensor;

/** Layer normalization and root-mean-square normalization of each row. */
public final class NormOp {
  /** Rows whose parameter gradients one task sums; the tasks' sums are folded in order. */
  private static final int ROWS_PER_SUM = 64;

  private NormOp() {}

  /** The two normalizations. */
  public enum Kind {
    /** y = (x − μ) / √(σ² + ε) · weight + bias, with the biased variance of the row. */
    LAYER_NORM,
    /** y = x / √(mean(x²) + ε) · weight. */
    RMS_NORM
  }

  /**
   * Normalizes each row.
   *
   * @param tape runs and records it
   * @param kind which normalization
   * @param x [n, channels]
   * @param weight [channels]
   * @param bias [channels], or null for none; RmsNorm has none
   * @param epsilon ε
   * @return [n, channels]
   * @throws IllegalArgumentException if the sizes differ, or RmsNorm is given a bias
   */
  public static Tensor apply(
      Tape tape, Kind kind, Tensor x, Tensor weight, Tensor bias, float epsilon) {
    requireSize(kind, "weight", x, weight);
    if (bias != null) {
      requireSize(kind, "bias", x, bias);
      if (kind == Kind.RMS_NORM) {
        throw new IllegalArgumentException("RMS_NORM has no bias");
      }
    }
    int mark = tape.mark();
    Tensor y = tape.take(x.rows(), x.columns());
    forward(tape.execution(), kind, y, x, weight, bias, epsilon);
    if (tape.tracks(x) || tape.tracks(weight)) {
      tape.record(mark, y, dY -> backward(tape, kind, dY, x, weight, bias, epsilon));
    }
    return y;
  }

  /** Normalizes rows, shared between threads if there are many. */
  private static void forward(
      Execution execution,
      Kind kind,
      Tensor y,
      Tensor x,
      Tensor weight,
      Tensor bias,
      float epsilon) {
    Norm kernel = execution.kernels().norm();
    if (Execution.small(x.size())) {
      forward(kernel, kind, y, x, weight, bias, epsilon, 0, x.rows());
    } else {
      execution
          .workers()
          .forRange(
              x.rows(),
              Execution.rowGrain(x.columns()),
              (from, to) -> forward(kernel, kind, y, x, weight, bias, epsilon, from, to));
    }
  }

  private static void forward(
      Norm kernel,
      Kind kind,
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
      switch (kind) {
        case LAYER_NORM ->
            kernel.layerNormInto(y.data(), yAt, x.data(), xAt, weight.data(), biasData, n, epsilon);
        case RMS_NORM ->
            kernel.rmsNormInto(y.data(), yAt, x.data(), xAt, weight.data(), n, epsilon);
      }
    }
  }

  /**
   * Adds to dX row by row, and to dWeight and dBias what each group of rows sums up, group by
   * group, so that the sums do not depend on the threads.
   */
  private static void backward(
      Tape tape, Kind kind, Tensor dY, Tensor x, Tensor weight, Tensor bias, float epsilon) {
    int groups = Math.ceilDiv(x.rows(), ROWS_PER_SUM);
    int n = x.columns();
    Tensor wanted = tape.gradientOf(x);
    Tensor dX = wanted != null ? wanted : tape.take(x.rows(), n);
    Tensor weightSums = tape.take(groups, n);
    Tensor biasSums = tape.take(groups, n);
    weightSums.fill(0);
    biasSums.fill(0);
    Norm kernel = tape.execution().kernels().norm();
    tape.execution()
        .workers()
        .forRange(
            x.rows(),
            ROWS_PER_SUM,
            (from, to) ->
                backward(kernel, kind, dX, weightSums, biasSums, dY, x, weight, epsilon, from, to));
    addRows(tape.gradientOf(weight), weightSums);
    addRows(tape.gradientOf(bias), biasSums);
  }

  private static void backward(
      Norm kernel,
      Kind kind,
      Tensor dX,
      Tensor weightSums,
      Tensor biasSums,
      Tensor dY,
      Tensor x,
      Tensor weight,
      float epsilon,
      int from,
      int to) {
    int n = x.columns();
    int sums = from / ROWS_PER_SUM * n;
    for (int row = from; row < to; row++) {
      int dXAt = dX.offset() + row * n;
      int dYAt = dY.offset() + row * n;
      int xAt = x.offset() + row * n;
      switch (kind) {
        case LAYER_NORM ->
            kernel.addLayerNormGradients(
                dX.data(),
                dXAt,
                weightSums.data(),
                biasSums.data(),
                sums,
                dY.data(),
                dYAt,
                x.data(),
                xAt,
                weight.data(),
                n,
                epsilon);
        case RMS_NORM ->
            kernel.addRmsNormGradients(
                dX.data(),
                dXAt,
                weightSums.data(),
                sums,
                dY.data(),
                dYAt,
                x.data(),
                xAt,
                weight.data(),
                n,
                epsilon);
      }
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

  private static void requireSize(Kind kind, String name, Tensor x, Tensor parameter) {
    if (parameter.size() != x.columns() || parameter.offset() != 0) {
      throw new IllegalArgumentException(
          "%s: x%s needs a %s of %d values from the start of its array, not %s from index %d"
              .formatted(
                  kind, x.shape(), name, x.columns(), parameter.shape(), parameter.offset()));
    }
  }
}
