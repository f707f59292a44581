package dev.stoa.sample;

import dev.stoa.contract.judge.FailsIn;
import dev.stoa.contract.judge.Judge;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Typical mistakes in samplers, each of which the contract must find. */
@DisplayName("The contract of samplers")
class WrongSamplersTest {
  @TestFactory
  Stream<DynamicTest> judges() {
    return Judge.of(WrongSamplersTest.class);
  }

  static class Correct extends PlainSampler {}

  @FailsIn("temperatureBeforeTopP")
  static class WithTemperatureBehindTopP extends PlainSampler {
    @Override
    List<Integer> steps(SamplingOptions options, List<Integer> ranked, double[] logits) {
      List<Integer> kept = super.steps(options.withTemperature(1), ranked, logits);
      divide(logits, options.temperature());
      return kept;
    }
  }

  @FailsIn("temperature")
  static class WithTemperatureThatMultiplies extends PlainSampler {
    @Override
    void divide(double[] logits, double temperature) {
      super.divide(logits, 1 / temperature);
    }
  }

  @FailsIn("topP")
  static class WithoutTheTokenThatCrossesP extends PlainSampler {
    @Override
    List<Integer> topP(List<Integer> ranked, double[] logits, double p) {
      List<Integer> kept = super.topP(ranked, logits, p);
      return p < 1 && kept.size() > 1 ? kept.subList(0, kept.size() - 1) : kept;
    }
  }

  @FailsIn("topKBeforeTopP")
  static class WithTopPOfTheWholeVocabulary extends PlainSampler {
    private List<Integer> all;

    @Override
    List<Integer> topK(List<Integer> ranked, double[] logits, int k) {
      all = ranked;
      return super.topK(ranked, logits, k);
    }

    @Override
    List<Integer> topP(List<Integer> ranked, double[] logits, double p) {
      List<Integer> of = all == null ? ranked : all;
      return ranked.subList(0, Math.min(ranked.size(), super.topP(of, logits, p).size()));
    }
  }

  @FailsIn("minP")
  static class WithMinPRelativeToOne extends PlainSampler {
    @Override
    List<Integer> minP(List<Integer> ranked, double[] logits, double p) {
      return super.minP(ranked, logits, p / probabilities(ranked, logits)[0]);
    }
  }

  @FailsIn("seed")
  static class WithSeedIgnored extends PlainSampler {
    @Override
    double uniform(long seed, int number) {
      return super.uniform(7, number);
    }
  }

  @FailsIn("draws")
  static class WithTheSameDrawForEachToken extends PlainSampler {
    @Override
    double uniform(long seed, int number) {
      return super.uniform(seed, 0);
    }
  }

  @FailsIn("penaltyOfNegatives")
  static class WithNegativeLogitsDivided extends PlainSampler {
    @Override
    double penalized(double logit, double penalty) {
      return logit / penalty;
    }
  }

  @FailsIn("penaltyOnce")
  static class WithPenaltyForEachOccurrence extends PlainSampler {
    @Override
    double[] penalized(float[] logits, int[] seen, double penalty) {
      double[] changed = super.penalized(logits, seen, penalty);
      for (int id = 0; id < changed.length; id++) {
        for (int again = 1; again < seen[id]; again++) {
          changed[id] = penalized(changed[id], penalty);
        }
      }
      return changed;
    }
  }

  @FailsIn("ownTokens")
  static class WithoutItsOwnTokens extends PlainSampler {
    @Override
    void remember(int[] seen, int token) {}
  }

  @FailsIn("ties")
  static class WithTheLastOfEquals extends PlainSampler {
    @Override
    Comparator<Integer> ranking(double[] logits) {
      return Comparator.comparingDouble((Integer id) -> -logits[id]).thenComparing(id -> -id);
    }
  }

  @FailsIn("topK")
  static class WithOneTokenMoreThanK extends PlainSampler {
    @Override
    List<Integer> topK(List<Integer> ranked, double[] logits, int k) {
      return super.topK(ranked, logits, k + 1);
    }
  }

  @FailsIn("tiesOfTopK")
  static class WithAllEqualsOfTopK extends PlainSampler {
    @Override
    List<Integer> topK(List<Integer> ranked, double[] logits, int k) {
      int kept = Math.min(k, ranked.size());
      double worst = logits[ranked.get(kept - 1)];
      return ranked.stream().filter(id -> logits[id] >= worst).toList();
    }
  }

  @FailsIn("onlyReads")
  static class WithLogitsChanged extends PlainSampler {
    @Override
    double[] penalized(float[] logits, int[] seen, double penalty) {
      double[] changed = super.penalized(logits, seen, penalty);
      for (int id = 0; id < logits.length; id++) {
        logits[id] = (float) changed[id];
      }
      return changed;
    }
  }

  @FailsIn("huge")
  static class WithoutShift extends PlainSampler {
    @Override
    double[] probabilities(List<Integer> ranked, double[] logits) {
      double[] exponentials = ranked.stream().mapToDouble(id -> Math.exp(logits[id])).toArray();
      double sum = 0;
      for (double exponential : exponentials) {
        sum += exponential;
      }
      for (int i = 0; i < exponentials.length; i++) {
        exponentials[i] /= sum;
      }
      return exponentials;
    }
  }

  @FailsIn("notANumber")
  static class WithNaNPassedOver extends PlainSampler {
    @Override
    double[] penalized(float[] logits, int[] seen, double penalty) {
      float[] numbers = logits.clone();
      for (int id = 0; id < numbers.length; id++) {
        numbers[id] = Float.isNaN(numbers[id]) ? -1e9f : numbers[id];
      }
      return super.penalized(numbers, seen, penalty);
    }
  }
}
