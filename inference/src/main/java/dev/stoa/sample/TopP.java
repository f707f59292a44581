package dev.stoa.sample;

/**
 * Keeps the nucleus (Holtzman et al. 2020, section 3.1): the fewest best tokens whose probabilities
 * together are at least p. The token with which the sum reaches p is kept. Probabilities are those
 * among the tokens that the steps before have left.
 *
 * @param p in (0, 1]; 1 keeps all
 */
public record TopP(float p) implements SamplingStep {
  /**
   * Checks p.
   *
   * @throws IllegalArgumentException if it is outside (0, 1]
   */
  public TopP {
    if (!(p > 0 && p <= 1)) {
      throw new IllegalArgumentException("topP must be in (0, 1], not " + p);
    }
  }

  @Override
  public void apply(Candidates candidates) {
    if (p == 1) {
      return;
    }
    candidates.rank();
    int best = candidates.nextBest();
    double wanted = p * candidates.totalWeight(best);
    double sum = 1;
    int worst = best;
    // Rounding may keep the sum below what is wanted even with all tokens.
    for (int next = best; sum < wanted && (next = candidates.nextBest()) >= 0; ) {
      worst = next;
      sum += candidates.weight(next, best);
    }
    candidates.dropWorseThan(worst);
  }
}
