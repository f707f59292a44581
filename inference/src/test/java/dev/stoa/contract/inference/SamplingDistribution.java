package dev.stoa.contract.inference;

import dev.stoa.sample.SamplingOptions;
import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;

/** The probability of each token in double, step by step from the definitions, by sorting. */
final class SamplingDistribution {
  private final double[] logits;
  private final Integer[] byRank;
  private int kept;

  private SamplingDistribution(double[] logits) {
    this.logits = logits;
    byRank = IntStream.range(0, logits.length).boxed().toArray(Integer[]::new);
    // The sort is stable, so that of equal tokens the lower id comes first.
    Arrays.sort(byRank, Comparator.comparingDouble(id -> -logits[id]));
    kept = (int) IntStream.range(0, logits.length).filter(i -> logits[i] > -1e300).count();
  }

  static double[] of(float[] raw, boolean[] seen, SamplingOptions options) {
    double[] logits = new double[raw.length];
    for (int id = 0; id < raw.length; id++) {
      logits[id] = raw[id];
      if (seen[id]) {
        logits[id] *=
            raw[id] > 0 ? 1 / (double) options.repetitionPenalty() : options.repetitionPenalty();
      }
      logits[id] /= options.temperature() == 0 ? 1 : options.temperature();
    }
    SamplingDistribution distribution = new SamplingDistribution(logits);
    if (options.temperature() == 0) {
      distribution.kept = 1;
    } else {
      distribution.keepTopK(options.topK());
      distribution.keepTopP(options.topP());
      distribution.keepMinP(options.minP());
    }
    return distribution.probabilities();
  }

  private void keepTopK(int k) {
    kept = k == 0 ? kept : Math.min(k, kept);
  }

  private void keepTopP(double p) {
    double[] probabilities = probabilities();
    double sum = 0;
    for (int rank = 0; rank < kept; rank++) {
      sum += probabilities[byRank[rank]];
      if (sum >= p) {
        kept = rank + 1;
      }
    }
  }

  private void keepMinP(double p) {
    double[] probabilities = probabilities();
    double least = p * probabilities[byRank[0]];
    while (probabilities[byRank[kept - 1]] < least) {
      kept--;
    }
  }

  private double[] probabilities() {
    double[] probabilities = new double[logits.length];
    double sum = 0;
    for (int rank = 0; rank < kept; rank++) {
      int id = byRank[rank];
      probabilities[id] = Math.exp(logits[id] - logits[byRank[0]]);
      sum += probabilities[id];
    }
    for (int id = 0; id < logits.length; id++) {
      probabilities[id] /= sum;
    }
    return probabilities;
  }
}
