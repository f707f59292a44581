package dev.stoa.cli.task;

import dev.stoa.generate.DecodingSession;
import dev.stoa.model.Model;
import dev.stoa.runtime.Execution;
import java.util.Arrays;
import java.util.List;

/**
 * How fast models decode, in tokens per second: one token at a time through the cache, the same
 * tokens for each model. The models take turns, so that a busy moment of the machine hits all of
 * them, and the median of the rounds counts.
 */
public final class DecodeSpeed {
  private static final int LEAST_ROUNDS = 5;
  private static final int MOST_ROUNDS = 101;

  private DecodeSpeed() {}

  /**
   * Measures.
   *
   * @param models what is compared, with one context length
   * @param tokens what is decoded in a round, as many as fit the context at most
   * @param execution runs it
   * @param seconds about how long to measure, in all; at least five rounds are
   * @return each model's tokens per second
   */
  public static double[] measure(
      List<Model> models, int[] tokens, Execution execution, double seconds) {
    List<DecodingSession> sessions =
        models.stream().map(model -> new DecodingSession(model, execution)).toList();
    double[][] rounds = new double[models.size()][MOST_ROUNDS];
    long end = System.nanoTime() + (long) (seconds * 1e9);
    int round = 0;
    // The first rounds let the compiler finish; they are measured again and do not count.
    for (int warmUp = 0; warmUp < 2; warmUp++) {
      sessions.forEach(session -> decode(session, tokens));
    }
    while (round < LEAST_ROUNDS || round < MOST_ROUNDS && System.nanoTime() < end) {
      for (int model = 0; model < rounds.length; model++) {
        rounds[model][round] = tokens.length * 1e9 / decode(sessions.get(model), tokens);
      }
      round++;
    }
    double[] medians = new double[rounds.length];
    for (int model = 0; model < rounds.length; model++) {
      double[] sorted = Arrays.copyOf(rounds[model], round);
      Arrays.sort(sorted);
      medians[model] = sorted[round / 2];
    }
    return medians;
  }

  /** The nanoseconds that one round takes. */
  private static long decode(DecodingSession session, int[] tokens) {
    session.truncate(0);
    long start = System.nanoTime();
    for (int token : tokens) {
      session.append(token);
    }
    return System.nanoTime() - start;
  }
}
