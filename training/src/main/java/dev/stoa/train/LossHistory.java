package dev.stoa.train;

import java.util.Arrays;

/** The loss of every step of a run. */
final class LossHistory {
  private float[] values;
  private int size;

  /** A history that begins with these losses, which are copied. */
  LossHistory(float... losses) {
    values = losses.clone();
    size = losses.length;
  }

  void add(float loss) {
    if (size == values.length) {
      values = Arrays.copyOf(values, Math.max(64, Math.multiplyExact(size, 2)));
    }
    values[size++] = loss;
  }

  float[] toArray() {
    return Arrays.copyOf(values, size);
  }

  /** The mean of the last {@code count} losses, or of all if there are fewer; NaN of none. */
  double recentMean(int count) {
    double sum = 0;
    int first = Math.max(0, size - count);
    for (int i = first; i < size; i++) {
      sum += values[i];
    }
    return sum / (size - first);
  }
}
