package dev.stoa.sample;

/**
 * Makes tokens that occur in the text less likely (Keskar et al. 2019, CTRL, section 4.1): the
 * logit of a token that was seen, prompt included, is divided by the penalty if it is positive.
 *
 * <p>Deviation from the paper, as in Hugging Face's transformers and llama.cpp: a negative logit is
 * multiplied instead, since dividing it would make the token more likely.
 *
 * @param penalty finite and positive; 1 changes nothing, 1.2 is the paper's value, less than 1
 *     favours repetition
 */
public record RepetitionPenalty(float penalty) implements SamplingStep {
  /**
   * Checks the penalty.
   *
   * @throws IllegalArgumentException if it is not finite and positive
   */
  public RepetitionPenalty {
    if (!(penalty > 0 && penalty < Float.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException(
          "repetitionPenalty must be finite and positive, not " + penalty);
    }
  }

  @Override
  public void apply(Candidates candidates) {
    for (int i = 0; i < candidates.size(); i++) {
      int id = candidates.id(i);
      if (candidates.seen(id)) {
        float logit = candidates.logit(id);
        float changed = logit > 0 ? logit / penalty : logit * penalty;
        candidates.setLogit(id, Math.clamp(changed, -Float.MAX_VALUE, Float.MAX_VALUE));
      }
    }
  }
}
