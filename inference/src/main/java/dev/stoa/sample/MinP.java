package dev.stoa.sample;

/**
 * Keeps the tokens whose probability is at least p times that of the best one (Nguyen et al. 2024,
 * "Turning up the heat: min-p sampling", section 3), so that few are kept where the model is sure.
 *
 * @param p in [0, 1]; 0 keeps all, 1 the best and its equals
 */
public record MinP(float p) implements SamplingStep {
  /**
   * Checks p.
   *
   * @throws IllegalArgumentException if it is outside [0, 1]
   */
  public MinP {
    if (!(p >= 0 && p <= 1)) {
      throw new IllegalArgumentException("minP must be in [0, 1], not " + p);
    }
  }

  @Override
  public void apply(Candidates candidates) {
    int best = candidates.best();
    int worst = best;
    for (int i = 0; i < candidates.size(); i++) {
      int id = candidates.id(i);
      // Among equals the last id is the worst.
      if (candidates.weight(id, best) >= p && candidates.logit(id) <= candidates.logit(worst)) {
        worst = id;
      }
    }
    candidates.dropWorseThan(worst);
  }
}
