package dev.stoa.schedule;

/**
 * A linear warm-up, then half a cosine down to a minimum.
 *
 * <pre>
 *   rate(s) = peak · (s + 1) / (warmup + 1)                                       for s &lt; warmup
 *   rate(s) = minimum + (peak − minimum) · (1 + cos(π (s − warmup) / (steps − warmup))) / 2
 *                                                                    for warmup ≤ s &lt; steps
 *   rate(s) = minimum                                                             for s ≥ steps
 * </pre>
 *
 * <p>Cosine annealing without restarts is equation 5 of Loshchilov and Hutter 2017 ("SGDR"). The
 * warm-up is the one of nanoGPT's {@code get_lr}: it never starts at 0, so that no step is wasted,
 * and step {@code warmup} is the first at the peak. Other programs divide by {@code warmup}
 * instead. The last step of a run, steps − 1, is a little above the minimum.
 *
 * @param peak the highest rate, at least 0
 * @param minimum the rate at the end, from 0 to peak
 * @param warmup steps of the warm-up, at least 0
 * @param steps steps of the whole run, at least 0; a run no longer than its warm-up never gets to
 *     the peak
 */
public record WarmupCosine(float peak, float minimum, int warmup, int steps) implements Schedule {
  /**
   * Checks the numbers.
   *
   * @throws IllegalArgumentException if one is out of range, with its name and value
   */
  public WarmupCosine {
    if (!(peak >= 0 && peak < Float.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException("peak must be finite and not negative, not " + peak);
    }
    if (!(minimum >= 0 && minimum <= peak)) {
      throw new IllegalArgumentException(
          "minimum must be from 0 to the peak %s, not %s".formatted(peak, minimum));
    }
    if (warmup < 0) {
      throw new IllegalArgumentException("warmup must not be negative, but is " + warmup);
    }
    if (steps < 0) {
      throw new IllegalArgumentException("steps must not be negative, but is " + steps);
    }
  }

  /**
   * The learning rate of one step.
   *
   * @throws IllegalArgumentException for a negative step
   */
  @Override
  public float rate(int step) {
    if (step < 0) {
      throw new IllegalArgumentException("step must not be negative, but is " + step);
    }
    if (step < warmup) {
      return (float) (peak * (step + 1.0) / (warmup + 1.0));
    }
    if (step >= steps) {
      return minimum;
    }
    double progress = (double) (step - warmup) / (steps - warmup);
    // The cosine of StrictMath has the same bits on every machine.
    return (float) (minimum + (peak - minimum) * (1 + StrictMath.cos(Math.PI * progress)) / 2);
  }
}
