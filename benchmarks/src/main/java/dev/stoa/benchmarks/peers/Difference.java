package dev.stoa.benchmarks.peers;

import java.util.function.IntToDoubleFunction;

/** How far two results are apart. */
final class Difference {
  private Difference() {}

  /**
   * The greatest difference of two values as a share of what rounding allows.
   *
   * @param ours one result
   * @param theirs the other
   * @param bound how far the i-th values may be apart, above 0
   * @return above 1 if they are not equal enough, NaN if a difference is NaN
   */
  static double greatest(float[] ours, float[] theirs, IntToDoubleFunction bound) {
    double greatest = 0;
    for (int i = 0; i < ours.length; i++) {
      double share = Math.abs((double) ours[i] - theirs[i]) / bound.applyAsDouble(i);
      greatest = Math.max(greatest, share); // which is NaN if one of them is
    }
    return greatest;
  }
}
