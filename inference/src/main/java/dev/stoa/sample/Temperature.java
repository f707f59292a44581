package dev.stoa.sample;

/**
 * Divides every logit by the temperature: below 1 the likely tokens become likelier, above 1 less
 * so (Ackley et al. 1985, equation 5).
 *
 * @param temperature finite and positive; {@link Greedy} is the limit at 0
 */
public record Temperature(float temperature) implements SamplingStep {
  /**
   * Checks the temperature.
   *
   * @throws IllegalArgumentException if it is not finite and positive
   */
  public Temperature {
    if (!(temperature > 0 && temperature < Float.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException(
          "temperature must be finite and positive here, not " + temperature);
    }
  }

  /** Measured from the best logit, so that a tiny temperature overflows nothing. */
  @Override
  public void apply(Candidates candidates) {
    float best = candidates.logit(candidates.best());
    for (int i = 0; i < candidates.size(); i++) {
      int id = candidates.id(i);
      float scaled = (candidates.logit(id) - best) / temperature;
      candidates.setLogit(id, Math.max(scaled, -Float.MAX_VALUE));
    }
  }
}
