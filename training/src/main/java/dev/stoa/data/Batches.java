package dev.stoa.data;

import dev.stoa.cache.Segments;
import dev.stoa.runtime.CounterRandom;

/**
 * Random windows of a text. Each window begins at any place with the same probability, so one may
 * come twice: sampling with replacement, as nanoGPT does.
 *
 * <p>What a batch holds is a function of the seed, the step and the micro-batch alone. There is no
 * position to store in a checkpoint, and a run that is resumed sees the batches that it would have
 * seen. The windows of a step are numbered through its micro-batches: 4 micro-batches of 3 windows
 * are the same windows, in the same order, as one batch of 12.
 *
 * @param tokens the text; not copied
 * @param batch B, windows in a micro-batch, at least 1
 * @param length T, tokens in a window, at least 1
 * @param seed the run's seed
 */
public record Batches(int[] tokens, int batch, int length, long seed) {
  /**
   * Checks the sizes.
   *
   * @throws IllegalArgumentException if one is below 1, or the text is too short for one window and
   *     the token behind it
   */
  public Batches {
    if (batch < 1) {
      throw new IllegalArgumentException("batch must be at least 1, not " + batch);
    }
    if (length < 1) {
      throw new IllegalArgumentException("length must be at least 1, not " + length);
    }
    if (tokens.length <= length) {
      throw new IllegalArgumentException(
          "a window of %d tokens and the token behind it need at least %d tokens to train on, but"
                  .formatted(length, length + 1L)
              + " there are %d: take a longer text or a shorter context".formatted(tokens.length));
    }
    Math.multiplyExact(batch, length);
  }

  /**
   * The windows of one micro-batch.
   *
   * @param step the training step, from 0
   * @param microBatch its part of the step, from 0
   * @return arrays of the caller's own
   */
  public Batch at(int step, int microBatch) {
    CounterRandom random = new CounterRandom(seed, CounterRandom.DATA, step);
    int[] inputs = new int[batch * length];
    int[] targets = new int[batch * length];
    for (int window = 0; window < batch; window++) {
      int start = random.below(tokens.length - length, (long) microBatch * batch + window);
      System.arraycopy(tokens, start, inputs, window * length, length);
      System.arraycopy(tokens, start + 1, targets, window * length, length);
    }
    return new Batch(inputs, targets, Segments.uniform(batch, length));
  }
}
