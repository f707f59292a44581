package dev.stoa.autograd;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.stoa.runtime.Execution;
import dev.stoa.runtime.Workers;
import dev.stoa.tensor.Tensor;
import java.util.List;
import java.util.Random;

/**
 * Checks an operation against the same function written in double: its result, and its gradients
 * against central differences of that function, (f(x + h) − f(x − h)) / 2h. Since the differences
 * are taken in double, they are exact to about ten digits and the float32 gradients must agree to
 * float32 precision.
 */
final class GradientCheck {
  private static final double STEP = 1e-5;

  /**
   * Relative to the largest value of the tensor. A sum has at most 150 terms here and as many
   * roundings, and what it is computed from has gone through such a sum before.
   */
  private static final double TOLERANCE = 2 * 150 * 0x1p-24;

  /** The operation under test. */
  interface Operation {
    Tensor apply(Tape tape, List<Tensor> inputs);
  }

  /** The same function in double. */
  interface Function {
    double[][] apply(List<double[][]> inputs);
  }

  private GradientCheck() {}

  /** A tensor of uniform values in (−1, 1), the same in every run. */
  static Tensor random(int seed, int... dimensions) {
    Random random = new Random(seed);
    Tensor tensor = Tensor.zeros(dimensions);
    for (int i = 0; i < tensor.size(); i++) {
      tensor.data()[i] = random.nextFloat(-1, 1);
    }
    return tensor;
  }

  static void check(Operation operation, Function function, Tensor... inputs) {
    try (Workers workers = new Workers(2)) {
      Tape tape = new Tape(new Execution(workers));
      List<Tensor> tensors = List.of(inputs);
      Gradients gradients = new Gradients(tensors);
      tape.begin(gradients, null);
      Tensor y = operation.apply(tape, tensors);
      List<double[][]> values = tensors.stream().map(GradientCheck::toDouble).toList();
      double[] expected = flat(function.apply(values));
      close("result", y.toArray(), expected);

      double[] coefficients = new Random(17).doubles(expected.length, -1, 1).toArray();
      tape.backward(weightedSum(tape, y, coefficients), 1);
      for (int input = 0; input < inputs.length; input++) {
        close(
            "gradient of input " + input,
            gradients.of(inputs[input]).toArray(),
            differences(function, values, input, coefficients));
      }
    }
  }

  /** loss = Σ c_i y_i, so that every result has an influence of its own. */
  static Tensor weightedSum(Tape tape, Tensor y, double[] coefficients) {
    Tensor loss = tape.take(1, 1);
    double sum = 0;
    for (int i = 0; i < y.size(); i++) {
      sum += coefficients[i] * y.data()[y.offset() + i];
    }
    loss.data()[loss.offset()] = (float) sum;
    return tape.record(
        loss,
        Saved.nothing(),
        (dLoss, saved) -> {
          Tensor dY = tape.gradient(y);
          for (int i = 0; i < y.size(); i++) {
            dY.data()[dY.offset() + i] += (float) (dLoss.data()[dLoss.offset()] * coefficients[i]);
          }
        },
        y);
  }

  private static double[] differences(
      Function function, List<double[][]> values, int input, double[] coefficients) {
    double[][] x = values.get(input);
    double[] gradient = new double[x.length * x[0].length];
    for (int i = 0; i < gradient.length; i++) {
      int row = i / x[0].length;
      int column = i % x[0].length;
      double before = x[row][column];
      x[row][column] = before + STEP;
      double above = dot(coefficients, flat(function.apply(values)));
      x[row][column] = before - STEP;
      double below = dot(coefficients, flat(function.apply(values)));
      x[row][column] = before;
      gradient[i] = (above - below) / (2 * STEP);
    }
    return gradient;
  }

  /** Asserts that float32 values agree with double ones relative to the largest of them. */
  static void close(String what, float[] actual, double[] expected) {
    assertTrue(
        actual.length == expected.length,
        () -> what + ": " + actual.length + " values instead of " + expected.length);
    double scale = 1e-3;
    for (double value : expected) {
      scale = Math.max(scale, Math.abs(value));
    }
    for (int i = 0; i < actual.length; i++) {
      double error = Math.abs(actual[i] - expected[i]);
      int index = i;
      assertTrue(
          error <= TOLERANCE * scale,
          () ->
              "%s, value %d: expected %.9g but was %.9g"
                  .formatted(what, index, expected[index], actual[index]));
    }
  }

  static double[][] toDouble(Tensor tensor) {
    double[][] rows = new double[tensor.rows()][tensor.columns()];
    for (int i = 0; i < tensor.rows(); i++) {
      for (int j = 0; j < tensor.columns(); j++) {
        rows[i][j] = tensor.at(i, j);
      }
    }
    return rows;
  }

  private static double[] flat(double[][] rows) {
    double[] values = new double[rows.length * rows[0].length];
    for (int i = 0; i < values.length; i++) {
      values[i] = rows[i / rows[0].length][i % rows[0].length];
    }
    return values;
  }

  private static double dot(double[] a, double[] b) {
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      sum += a[i] * b[i];
    }
    return sum;
  }
}
