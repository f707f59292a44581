package dev.stoa.contract.core;

import java.util.Random;
import java.util.stream.IntStream;

/** Inputs of tests: random, and the same in every run. */
public final class Draws {
  private Draws() {}

  /**
   * Values of a normal distribution with mean 0 and deviation 1.
   *
   * @param seed another seed, other values
   * @param n how many
   * @return n values
   */
  public static float[] normal(long seed, int n) {
    Random random = new Random(seed);
    float[] x = new float[n];
    for (int i = 0; i < n; i++) {
      x[i] = (float) random.nextGaussian();
    }
    return x;
  }

  /**
   * Whole numbers of −8 ... 8, whose sums of products are exact in float32.
   *
   * @param seed another seed, other values
   * @param n how many
   * @return n values
   */
  public static float[] integers(long seed, int n) {
    Random random = new Random(seed);
    float[] x = new float[n];
    for (int i = 0; i < n; i++) {
      x[i] = random.nextInt(-8, 9);
    }
    return x;
  }

  /**
   * The same values in double.
   *
   * @param x values
   * @return a copy
   */
  public static double[] doubles(float[] x) {
    return IntStream.range(0, x.length).mapToDouble(i -> x[i]).toArray();
  }

  /**
   * Lengths at which vectors, tiles and their rests meet: 1 to 20, around 32, 64 and 128, and 300.
   *
   * @return the lengths, growing
   */
  public static int[] lengths() {
    IntStream large = IntStream.of(31, 32, 33, 63, 64, 65, 127, 128, 129, 300);
    return IntStream.concat(IntStream.rangeClosed(1, 20), large).toArray();
  }
}
