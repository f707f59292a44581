package dev.stoa.sample;

/** Keeps the best token alone; of equal logits the one with the lowest id. Temperature 0. */
public record Greedy() implements SamplingStep {
  @Override
  public void apply(Candidates candidates) {
    candidates.dropWorseThan(candidates.best());
  }
}
