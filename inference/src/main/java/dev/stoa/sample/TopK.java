package dev.stoa.sample;

/**
 * Keeps the k best tokens (Fan et al. 2018). Exactly k: of equal logits those with the lowest ids.
 *
 * @param k at least 1; all are kept if there are no more
 */
public record TopK(int k) implements SamplingStep {
  /**
   * Checks k.
   *
   * @throws IllegalArgumentException if it is below 1
   */
  public TopK {
    if (k < 1) {
      throw new IllegalArgumentException("topK must be at least 1 here, not " + k);
    }
  }

  @Override
  public void apply(Candidates candidates) {
    if (k >= candidates.size()) {
      return;
    }
    candidates.rank();
    int worst = candidates.nextBest();
    for (int i = 1; i < k; i++) {
      worst = candidates.nextBest();
    }
    candidates.dropWorseThan(worst);
  }
}
