package dev.stoa.draw;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * One axis of a chart: which values lie where, and which of them are labelled.
 *
 * @param low value at the start
 * @param high value at the end, above low
 * @param from coordinate of low
 * @param to coordinate of high
 * @param step distance of two ticks: 1, 2 or 5 times a power of ten
 */
record ChartAxis(double low, double high, double from, double to, double step) {
  /**
   * An axis that ends at ticks.
   *
   * @param low least value
   * @param high greatest value
   * @param from coordinate of the least value or the tick below it
   * @param to coordinate of the greatest value or the tick above it
   * @param ticks about how many ticks
   */
  static ChartAxis around(double low, double high, double from, double to, int ticks) {
    double range = high > low ? high - low : Math.max(1e-3, Math.abs(high) * 0.1);
    double step = step(range / ticks);
    double first = Math.floor(low / step) * step;
    double last = Math.ceil((low + range) / step) * step;
    return new ChartAxis(first, last, from, to, step);
  }

  /**
   * An axis that ends at the values themselves; the other parameters are those of {@link #around}.
   *
   * @param leastStep least distance of two ticks: 1 for counts, 0 for any number
   */
  static ChartAxis exactly(
      double low, double high, double from, double to, int ticks, double leastStep) {
    double end = high > low ? high : low + 1;
    return new ChartAxis(low, end, from, to, Math.max(leastStep, step((end - low) / ticks)));
  }

  private static double step(double atLeast) {
    double power = Math.pow(10, Math.floor(Math.log10(atLeast)));
    double factor = atLeast / power;
    return power * (factor <= 1 ? 1 : factor <= 2 ? 2 : factor <= 5 ? 5 : 10);
  }

  /** The coordinate of a value. */
  double at(double value) {
    return from + (value - low) / (high - low) * (to - from);
  }

  /** The labelled values. */
  List<Double> ticks() {
    List<Double> values = new ArrayList<>();
    long last = (long) Math.floor(high / step + 1e-6);
    for (long i = (long) Math.ceil(low / step - 1e-6); i <= last; i++) {
      values.add(i * step);
    }
    return values;
  }

  /** The label of a tick, with as many decimals as the distance of ticks needs. */
  String label(double tick) {
    int decimals = (int) Math.max(0, Math.ceil(-Math.log10(step) - 1e-6));
    return String.format(Locale.ROOT, "%,." + decimals + "f", tick);
  }
}
