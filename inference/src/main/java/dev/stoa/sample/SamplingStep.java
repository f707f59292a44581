package dev.stoa.sample;

/**
 * One link of the chain that a sampler runs for each token. Steps are immutable and shared; what
 * changes is in the candidates.
 */
@FunctionalInterface
public interface SamplingStep {
  /**
   * Changes logits, or drops candidates. At least one must be left.
   *
   * @param candidates what is left of the vocabulary
   */
  void apply(Candidates candidates);
}
