package dev.stoa.sample;

import java.util.ArrayList;
import java.util.List;

/**
 * How the next token is chosen. The steps come in the order of Hugging Face's transformers:
 * repetition penalty, temperature, top-k, top-p, min-p, and then the draw. Top-p therefore looks at
 * probabilities that the temperature has already changed, unlike in llama.cpp, where the
 * temperature comes last.
 *
 * @param temperature divides the logits; 0 is greedy, finite and not negative
 * @param topK how many of the best tokens to keep; 0 for all
 * @param topP the probability that the kept tokens must reach together, in (0, 1]; 1 for all
 * @param minP the least probability of a kept token relative to the best one, in [0, 1]; 0 for all
 * @param repetitionPenalty weakens tokens that were seen, finite and positive; 1 for none
 * @param seed key of the draws
 */
public record SamplingOptions(
    float temperature, int topK, float topP, float minP, float repetitionPenalty, long seed) {
  private static final SamplingOptions DEFAULTS = new SamplingOptions(1, 0, 1, 0, 1, 0);

  /**
   * Checks the ranges.
   *
   * @throws IllegalArgumentException if a number is out of range, with its name and value
   */
  public SamplingOptions {
    if (!(temperature >= 0 && temperature < Float.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException(
          "temperature must be finite and not negative, not " + temperature);
    }
    if (topK < 0) {
      throw new IllegalArgumentException("topK must not be negative, but is " + topK);
    }
    // These check their own ranges.
    new TopP(topP);
    new MinP(minP);
    new RepetitionPenalty(repetitionPenalty);
  }

  /**
   * The model's own probabilities: temperature 1 and everything else off, with seed 0.
   *
   * @return the options
   */
  public static SamplingOptions defaults() {
    return DEFAULTS;
  }

  /**
   * Always the most probable token.
   *
   * @return options with temperature 0
   */
  public static SamplingOptions greedy() {
    return DEFAULTS.withTemperature(0);
  }

  /**
   * Another temperature.
   *
   * @param temperature finite and not negative; 0 is greedy
   * @return a changed copy
   * @throws IllegalArgumentException if it is out of range
   */
  public SamplingOptions withTemperature(float temperature) {
    return new SamplingOptions(temperature, topK, topP, minP, repetitionPenalty, seed);
  }

  /**
   * Another number of best tokens to keep.
   *
   * @param topK 0 for all
   * @return a changed copy
   * @throws IllegalArgumentException if it is negative
   */
  public SamplingOptions withTopK(int topK) {
    return new SamplingOptions(temperature, topK, topP, minP, repetitionPenalty, seed);
  }

  /**
   * Another probability that the kept tokens must reach.
   *
   * @param topP in (0, 1]; 1 for all tokens
   * @return a changed copy
   * @throws IllegalArgumentException if it is out of range
   */
  public SamplingOptions withTopP(float topP) {
    return new SamplingOptions(temperature, topK, topP, minP, repetitionPenalty, seed);
  }

  /**
   * Another least probability relative to the best token.
   *
   * @param minP in [0, 1]; 0 for all tokens
   * @return a changed copy
   * @throws IllegalArgumentException if it is out of range
   */
  public SamplingOptions withMinP(float minP) {
    return new SamplingOptions(temperature, topK, topP, minP, repetitionPenalty, seed);
  }

  /**
   * Another penalty of tokens that were seen.
   *
   * @param repetitionPenalty finite and positive; 1 for none
   * @return a changed copy
   * @throws IllegalArgumentException if it is out of range
   */
  public SamplingOptions withRepetitionPenalty(float repetitionPenalty) {
    return new SamplingOptions(temperature, topK, topP, minP, repetitionPenalty, seed);
  }

  /**
   * Another seed.
   *
   * @param seed any number
   * @return a changed copy
   */
  public SamplingOptions withSeed(long seed) {
    return new SamplingOptions(temperature, topK, topP, minP, repetitionPenalty, seed);
  }

  /**
   * The steps that do something, in order. At temperature 0 nothing is left to the steps behind it.
   *
   * @return an unmodifiable list
   */
  public List<SamplingStep> steps() {
    List<SamplingStep> steps = new ArrayList<>();
    if (repetitionPenalty != 1) {
      steps.add(new RepetitionPenalty(repetitionPenalty));
    }
    if (temperature == 0) {
      steps.add(new Greedy());
      return List.copyOf(steps);
    }
    if (temperature != 1) {
      steps.add(new Temperature(temperature));
    }
    if (topK > 0) {
      steps.add(new TopK(topK));
    }
    if (topP < 1) {
      steps.add(new TopP(topP));
    }
    if (minP > 0) {
      steps.add(new MinP(minP));
    }
    return List.copyOf(steps);
  }
}
