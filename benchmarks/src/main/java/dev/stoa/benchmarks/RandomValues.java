package dev.stoa.benchmarks;

import dev.stoa.tensor.Tensor;
import java.util.Random;

/** Inputs of benchmarks: uniform in (−1, 1), the same in every run. */
final class RandomValues {
  private RandomValues() {}

  static float[] array(int size) {
    Random random = new Random(size);
    float[] values = new float[size];
    for (int i = 0; i < size; i++) {
      values[i] = random.nextFloat(-1, 1);
    }
    return values;
  }

  static Tensor tensor(int rows, int columns) {
    return Tensor.of(array(rows * columns), rows, columns);
  }
}
