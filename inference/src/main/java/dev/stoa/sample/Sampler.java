package dev.stoa.sample;

import dev.stoa.runtime.CounterRandom;
import java.util.List;

/**
 * Chooses the tokens of one text, one after the other: the steps of a chain, and then a draw from
 * the softmax of what they leave.
 *
 * <p>Token number i of a text depends on its logits, on the tokens seen so far, on the seed and on
 * i, and on nothing else. A token costs no allocation. Used by one thread at a time.
 */
public final class Sampler {
  private final SamplingStep[] steps;
  private final long seed;
  private final int vocabularySize;
  private final Candidates candidates;
  private int number;

  /**
   * A sampler at the beginning of a text.
   *
   * @param options how to choose
   * @param vocabularySize how many logits there are
   * @throws IllegalArgumentException for a vocabulary of fewer than one token
   */
  public Sampler(SamplingOptions options, int vocabularySize) {
    this(options.steps(), options.seed(), vocabularySize);
  }

  /**
   * A sampler with a chain of the caller's own, at the beginning of a text.
   *
   * @param steps run in this order
   * @param seed key of the draws
   * @param vocabularySize how many logits there are
   * @throws IllegalArgumentException for a vocabulary of fewer than one token
   */
  public Sampler(List<SamplingStep> steps, long seed, int vocabularySize) {
    this.steps = steps.toArray(SamplingStep[]::new);
    this.seed = seed;
    this.vocabularySize = vocabularySize;
    candidates = new Candidates(vocabularySize);
  }

  /**
   * Tells the sampler of a token of the text that it has not chosen itself: of the prompt.
   *
   * @param token its id
   * @throws IllegalArgumentException if it is outside the vocabulary
   */
  public void see(int token) {
    if (token < 0 || token >= vocabularySize) {
      throw new IllegalArgumentException(
          "token id %d is out of range: the vocabulary has %d".formatted(token, vocabularySize));
    }
    candidates.see(token);
  }

  /**
   * Chooses the next token, which counts as seen.
   *
   * @param logits holds one logit for each token, which are not changed; −∞ forbids a token
   * @param offset index of the first
   * @return the id of the token
   * @throws IllegalArgumentException if a logit is NaN or +∞, or all are −∞
   */
  public int sample(float[] logits, int offset) {
    candidates.begin(logits, offset);
    for (SamplingStep step : steps) {
      step.apply(candidates);
    }
    int token = candidates.size() == 1 ? candidates.id(0) : draw();
    candidates.see(token);
    number++;
    return token;
  }

  /**
   * Goes through the tokens in the order of ids until their probabilities add up to more than a
   * uniform number: the inverse of the distribution function.
   */
  private int draw() {
    int best = candidates.best();
    double left = uniform() * candidates.totalWeight(best);
    for (int i = 0; i < candidates.size(); i++) {
      left -= candidates.weight(candidates.id(i), best);
      if (left < 0) {
        return candidates.id(i);
      }
    }
    // Only rounding leads here.
    return best;
  }

  /** A multiple of 2⁻⁵³ in [0, 1), from the first two draws of this token's key. */
  private double uniform() {
    CounterRandom random = new CounterRandom(seed, CounterRandom.SAMPLING, number);
    long high = random.bits(0) & 0xFFFFFFFFL;
    long low = random.bits(1) & 0xFFFFFFFFL;
    return (high << 21 | low >>> 11) * 0x1p-53;
  }

  /** Goes back to the beginning of a text: nothing is seen, and the next token is number 0. */
  public void reset() {
    candidates.forgetSeen();
    number = 0;
  }
}
