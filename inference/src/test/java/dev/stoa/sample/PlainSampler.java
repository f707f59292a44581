package dev.stoa.sample;

import dev.stoa.contract.inference.SamplerContract;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;

/**
 * A correct sampler as a beginner would write it: the probabilities sorted in a list. Each wrong
 * version overrides one of its steps.
 */
class PlainSampler extends SamplerContract {
  @Override
  protected TokenSampler sampler(SamplingOptions options, int vocabularySize) {
    int[] seen = new int[vocabularySize];
    return new TokenSampler() {
      private int number;

      @Override
      public void see(int token) {
        seen[token]++;
      }

      @Override
      public int next(float[] logits) {
        double[] changed = penalized(logits, seen, options.repetitionPenalty());
        int token = choose(options, changed, uniform(options.seed(), number++));
        remember(seen, token);
        return token;
      }
    };
  }

  void remember(int[] seen, int token) {
    seen[token]++;
  }

  double uniform(long seed, int number) {
    return new Random(seed * 1_000_003 + number * 7919L).nextDouble();
  }

  double[] penalized(float[] logits, int[] seen, double penalty) {
    double[] changed = new double[logits.length];
    for (int id = 0; id < logits.length; id++) {
      if (Float.isNaN(logits[id])) {
        throw new IllegalArgumentException("NaN");
      }
      changed[id] = seen[id] > 0 ? penalized(logits[id], penalty) : logits[id];
    }
    return changed;
  }

  double penalized(double logit, double penalty) {
    return logit > 0 ? logit / penalty : logit * penalty;
  }

  int choose(SamplingOptions options, double[] logits, double uniform) {
    List<Integer> ranked = new ArrayList<>();
    for (int id = 0; id < logits.length; id++) {
      ranked.add(id);
    }
    ranked.sort(ranking(logits));
    if (options.temperature() == 0) {
      return ranked.getFirst();
    }
    return draw(steps(options, ranked, logits), logits, uniform);
  }

  Comparator<Integer> ranking(double[] logits) {
    return Comparator.comparingDouble((Integer id) -> -logits[id]).thenComparing(id -> id);
  }

  List<Integer> steps(SamplingOptions options, List<Integer> ranked, double[] logits) {
    divide(logits, options.temperature());
    List<Integer> kept = options.topK() == 0 ? ranked : topK(ranked, logits, options.topK());
    kept = topP(kept, logits, options.topP());
    return minP(kept, logits, options.minP());
  }

  void divide(double[] logits, double temperature) {
    for (int id = 0; id < logits.length; id++) {
      logits[id] /= temperature;
    }
  }

  List<Integer> topK(List<Integer> ranked, double[] logits, int k) {
    return ranked.subList(0, Math.min(k, ranked.size()));
  }

  List<Integer> topP(List<Integer> ranked, double[] logits, double p) {
    double[] probabilities = probabilities(ranked, logits);
    double sum = 0;
    for (int rank = 0; rank < ranked.size(); rank++) {
      sum += probabilities[rank];
      if (sum >= p) {
        return ranked.subList(0, rank + 1);
      }
    }
    return ranked;
  }

  List<Integer> minP(List<Integer> ranked, double[] logits, double p) {
    double[] probabilities = probabilities(ranked, logits);
    int kept = 1;
    while (kept < ranked.size() && probabilities[kept] >= p * probabilities[0]) {
      kept++;
    }
    return ranked.subList(0, kept);
  }

  double[] probabilities(List<Integer> ranked, double[] logits) {
    double shift = logits[ranked.getFirst()];
    double[] exponentials =
        ranked.stream().mapToDouble(id -> Math.exp(logits[id] - shift)).toArray();
    double sum = 0;
    for (double exponential : exponentials) {
      sum += exponential;
    }
    for (int i = 0; i < exponentials.length; i++) {
      exponentials[i] /= sum;
    }
    return exponentials;
  }

  int draw(List<Integer> kept, double[] logits, double uniform) {
    double[] probabilities = probabilities(kept, logits);
    double sum = 0;
    for (int rank = 0; rank < kept.size(); rank++) {
      sum += probabilities[rank];
      if (uniform < sum) {
        return kept.get(rank);
      }
    }
    return kept.getFirst();
  }
}
