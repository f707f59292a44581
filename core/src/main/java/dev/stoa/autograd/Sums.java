package dev.stoa.autograd;

import dev.stoa.runtime.Execution;
import dev.stoa.tensor.Tensor;

/**
 * Sums along a dimension. A long one is cut at bounds that depend on the sizes alone, and the sums
 * of the parts are folded in order, so that the bits do not depend on the threads.
 */
final class Sums {
  /** How many neighbouring values are one part of a sum; they are summed in double. */
  private static final int PART = 32_768;

  /** How many rows are one part of the sums of columns: few, since they are summed in float. */
  private static final int ROWS = 128;

  /** Columns whose sums are one piece of work. */
  private static final int COLUMNS = 1_024;

  private Sums() {}

  /**
   * y[o, j] += factor · Σ_i x[o, i, j].
   *
   * @param tape gives the scratch
   * @param y outer · inner values without gaps, accumulated
   * @param x outer · size · inner values without gaps
   * @param axis the dimension that is summed
   * @param factor of the sums
   */
  static void add(Tape tape, Tensor y, Tensor x, Axis axis, double factor) {
    if (x.size() == 0) {
      return;
    }
    Execution execution = tape.execution();
    int inner = axis.inner();
    int length = Math.min(axis.size(), inner == 1 ? PART : ROWS);
    int parts = Math.ceilDiv(axis.size(), length);
    int blocks = Math.ceilDiv(inner, COLUMNS);
    Tensor sums = tape.take(axis.outer() * parts, inner);
    execution
        .workers()
        .forRange(
            axis.outer() * parts * blocks,
            Execution.rowGrain(length * Math.min(inner, COLUMNS)),
            (from, to) -> {
              for (int i = from; i < to; i++) {
                sumPart(sums, x, axis, length, i / blocks, i % blocks * COLUMNS);
              }
            });
    execution
        .workers()
        .forRange(
            axis.outer(),
            Execution.rowGrain(parts * inner),
            (from, to) -> {
              for (int outer = from; outer < to; outer++) {
                fold(y, sums, outer, parts, factor);
              }
            });
  }

  /** One part of the sums, which is a row of them, from a column on. */
  private static void sumPart(Tensor sums, Tensor x, Axis axis, int length, int row, int column) {
    int inner = axis.inner();
    int parts = sums.rows() / axis.outer();
    int first = row % parts * length;
    int n = Math.min(length, axis.size() - first);
    int xAt = x.offset() + (row / parts * axis.size() + first) * inner + column;
    int at = sums.offset() + row * inner + column;
    if (inner == 1) {
      sums.data()[at] = (float) sum(x.data(), xAt, n);
      return;
    }
    int columns = Math.min(COLUMNS, inner - column);
    System.arraycopy(x.data(), xAt, sums.data(), at, columns);
    for (int i = 1; i < n; i++) {
      int from = xAt + i * inner;
      for (int j = 0; j < columns; j++) {
        sums.data()[at + j] += x.data()[from + j];
      }
    }
  }

  /** Σ x_i; four sums side by side, since each addition waits for the one before it. */
  static double sum(float[] x, int xAt, int n) {
    double sum0 = 0;
    double sum1 = 0;
    double sum2 = 0;
    double sum3 = 0;
    int i = xAt;
    for (; i <= xAt + n - 4; i += 4) {
      sum0 += x[i];
      sum1 += x[i + 1];
      sum2 += x[i + 2];
      sum3 += x[i + 3];
    }
    for (; i < xAt + n; i++) {
      sum0 += x[i];
    }
    return (sum0 + sum1) + (sum2 + sum3);
  }

  private static void fold(Tensor y, Tensor sums, int outer, int parts, double factor) {
    int inner = sums.columns();
    int at = sums.offset() + outer * parts * inner;
    for (int j = 0; j < inner; j++) {
      double sum = 0;
      for (int part = 0; part < parts; part++) {
        sum += sums.data()[at + part * inner + j];
      }
      y.data()[y.offset() + outer * inner + j] += (float) (factor * sum);
    }
  }

  /**
   * y[o, i, j] += factor · x[o, j]: what goes back through a sum.
   *
   * @param execution runs it
   * @param y outer · size · inner values without gaps, accumulated
   * @param x outer · inner values without gaps
   * @param axis the dimension that was summed
   * @param factor of x
   */
  static void spread(Execution execution, Tensor y, Tensor x, Axis axis, float factor) {
    int inner = axis.inner();
    int size = axis.size();
    if (inner == 1) {
      execution.forElements(y.size(), (from, to) -> spreadNumbers(y, x, size, factor, from, to));
      return;
    }
    execution
        .workers()
        .forRange(
            axis.outer() * size,
            Execution.rowGrain(inner),
            (from, to) -> {
              for (int row = from; row < to; row++) {
                int yAt = y.offset() + row * inner;
                int xAt = x.offset() + row / size * inner;
                for (int j = 0; j < inner; j++) {
                  y.data()[yAt + j] += factor * x.data()[xAt + j];
                }
              }
            });
  }

  private static void spreadNumbers(Tensor y, Tensor x, int size, float factor, int from, int to) {
    float[] data = y.data();
    int end;
    for (int at = from; at < to; at = end) {
      end = Math.min(to, (at / size + 1) * size);
      float number = factor * x.data()[x.offset() + at / size];
      for (int i = y.offset() + at; i < y.offset() + end; i++) {
        data[i] += number;
      }
    }
  }
}
