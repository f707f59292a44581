package dev.stoa.contract.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.fail;

import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * Compares results with their expected values and, where they differ, says where, by how much, and
 * what the pattern of the errors suggests.
 */
public final class Close {
  /** Largest relative error of one rounding to float32: 2⁻²⁴. */
  public static final double ROUNDING = 0x1p-24;

  /**
   * What 16 roundings may lose, about 10⁻⁶, relative to the greatest value in between: more than a
   * worked example or a function of one value has, with 4 of them for an exponential.
   */
  public static final double FEW = 16 * ROUNDING;

  /** The smallest positive float32: what a result near 0 may lose. */
  public static final double TINY = Float.MIN_VALUE;

  private Close() {}

  /**
   * Asserts |actual − expected| ≤ bound for every value. NaN and infinities must be equal.
   *
   * @param what the values' name, or a question that a learner should ask when they differ
   * @param expected the values as they should be
   * @param actual the values as they are
   * @param bounds one bound a value
   * @param shape dimensions, for the coordinates in the message; empty for a plain array
   */
  public static void assertClose(
      String what, double[] expected, float[] actual, double[] bounds, int... shape) {
    assertEquals(expected.length, actual.length, what + ": number of values");
    int worst = -1;
    int wrong = 0;
    double most = 1;
    for (int i = 0; i < actual.length; i++) {
      double excess = excess(expected[i], actual[i], bounds[i]);
      if (excess > 1) {
        wrong++;
      }
      if (excess > most) {
        most = excess;
        worst = i;
      }
    }
    if (wrong > 0) {
      fail(
          String.format(
              "%s: %s is %.8g, expected %.8g (error %.3g, allowed %.3g); %d of %d values are"
                  + " off.%s",
              what,
              coordinates(worst, shape),
              actual[worst],
              expected[worst],
              Math.abs(actual[worst] - expected[worst]),
              bounds[worst],
              wrong,
              actual.length,
              cause(expected, actual, bounds, shape)));
    }
  }

  /**
   * Asserts |actual − expected| ≤ relative · |expected| + absolute for every value.
   *
   * @param what as above
   * @param expected the values as they should be
   * @param actual the values as they are
   * @param relative relative part of the bound
   * @param absolute absolute part of the bound
   * @param shape dimensions, for the coordinates in the message
   */
  public static void assertClose(
      String what,
      double[] expected,
      float[] actual,
      double relative,
      double absolute,
      int... shape) {
    double[] bounds = Arrays.stream(expected).map(x -> relative * Math.abs(x) + absolute).toArray();
    assertClose(what, expected, actual, bounds, shape);
  }

  /** How many times the bound the error is; infinite for NaN against a number and the like. */
  private static double excess(double expected, float actual, double bound) {
    if (expected == actual || (Double.isNaN(expected) && Float.isNaN(actual))) {
      return 0;
    }
    double excess = Math.abs(actual - expected) / bound;
    return Double.isNaN(excess) ? Double.POSITIVE_INFINITY : excess;
  }

  private static String coordinates(int index, int[] shape) {
    int[] at = new int[shape.length];
    int rest = index;
    for (int i = shape.length - 1; i >= 0; i--) {
      at[i] = rest % shape[i];
      rest /= shape[i];
    }
    return shape.length == 0 ? "[" + index + "]" : Arrays.toString(at);
  }

  private static String cause(double[] expected, float[] actual, double[] bounds, int[] shape) {
    int[] wrong =
        IntStream.range(0, actual.length)
            .filter(i -> excess(expected[i], actual[i], bounds[i]) > 1)
            .toArray();
    for (int i : wrong) {
      if (!Float.isFinite(actual[i]) && Double.isFinite(expected[i])) {
        return " Likely cause: an overflow, a division by zero, or a value read that was never"
            + " set.";
      }
    }
    if (Arrays.stream(wrong).allMatch(i -> actual[i] == 0)) {
      return " Likely cause: these values were never written.";
    }
    double factor = actual[wrong[0]] / expected[wrong[0]];
    if (allMatch(expected, actual, bounds, factor, 0)) {
      return String.format(
          " Likely cause: every value is %.6g times the expected one, so a factor is missing or"
              + " applied twice.",
          factor);
    }
    double difference = actual[wrong[0]] - expected[wrong[0]];
    if (allMatch(expected, actual, bounds, 1, difference)) {
      return String.format(
          " Likely cause: every value is off by the same %.6g: the old content was added, or was"
              + " not.",
          difference);
    }
    if (shape.length == 2 && isTransposed(expected, actual, bounds, shape)) {
      return " Likely cause: the result is transposed.";
    }
    int columns = shape.length == 0 ? actual.length : shape[shape.length - 1];
    int first = Arrays.stream(wrong).map(i -> i % columns).min().getAsInt();
    if (first > 0 && wrong.length % (columns - first) == 0) {
      return String.format(
          " Likely cause: only the columns from %d on are off, so the rest that fills no vector or"
              + " no tile is not handled.",
          first);
    }
    return "";
  }

  private static boolean allMatch(
      double[] expected, float[] actual, double[] bounds, double factor, double difference) {
    return IntStream.range(0, actual.length)
        .allMatch(
            i -> {
              double changed = expected[i] * factor + difference;
              return Math.abs(actual[i] - changed) <= 8 * bounds[i] + 1e-6 * Math.abs(changed);
            });
  }

  private static boolean isTransposed(
      double[] expected, float[] actual, double[] bounds, int[] shape) {
    int rows = shape[0];
    int columns = shape[1];
    return IntStream.range(0, actual.length)
        .allMatch(
            i -> {
              int mirrored = i % rows * columns + i / rows;
              return excess(expected[mirrored], actual[i], bounds[mirrored]) <= 8;
            });
  }
}
