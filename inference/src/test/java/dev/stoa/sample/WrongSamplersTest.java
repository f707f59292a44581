package dev.stoa.sample;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.platform.testkit.engine.EngineTestKit;
import org.junit.platform.testkit.engine.Events;

/** Typical mistakes in samplers, each of which the contract must find. */
@DisplayName("The contract of samplers")
class WrongSamplersTest {
  static Stream<Class<?>> wrongVersions() {
    return Stream.of(
        WithTemperatureBehindTopP.class,
        WithTemperatureThatMultiplies.class,
        WithoutTheTokenThatCrossesP.class,
        WithTopPOfTheWholeVocabulary.class,
        WithMinPRelativeToOne.class,
        WithSeedIgnored.class,
        WithTheSameDrawForEachToken.class,
        WithNegativeLogitsDivided.class,
        WithPenaltyForEachOccurrence.class,
        WithoutItsOwnTokens.class,
        WithTheLastOfEquals.class,
        WithOneTokenMoreThanK.class,
        WithAllEqualsOfTopK.class,
        WithLogitsChanged.class,
        WithoutShift.class,
        WithNaNPassedOver.class);
  }

  @ParameterizedTest(name = "finds {0}")
  @MethodSource("wrongVersions")
  void findsWrongVersions(Class<?> wrong) {
    Events tests = run(wrong);
    assertTrue(tests.started().count() > 10, "the contract was not run");
    assertTrue(tests.failed().count() > 0, "no test found " + wrong.getSimpleName());
  }

  @Test
  @DisplayName("accepts a plain correct version")
  void acceptsAPlainCorrectVersion() {
    Events tests = run(PlainSampler.class);
    assertTrue(tests.succeeded().count() > 10, "the contract was not run");
    assertEquals(0, tests.failed().count());
  }

  private static Events run(Class<?> contract) {
    return EngineTestKit.engine("junit-jupiter")
        .selectors(selectClass(contract))
        .execute()
        .testEvents();
  }

  static class WithTemperatureBehindTopP extends PlainSampler {
    @Override
    List<Integer> steps(SamplingOptions options, List<Integer> ranked, double[] logits) {
      List<Integer> kept = super.steps(options.withTemperature(1), ranked, logits);
      divide(logits, options.temperature());
      return kept;
    }
  }

  static class WithTemperatureThatMultiplies extends PlainSampler {
    @Override
    void divide(double[] logits, double temperature) {
      super.divide(logits, 1 / temperature);
    }
  }

  static class WithoutTheTokenThatCrossesP extends PlainSampler {
    @Override
    List<Integer> topP(List<Integer> ranked, double[] logits, double p) {
      List<Integer> kept = super.topP(ranked, logits, p);
      return p < 1 && kept.size() > 1 ? kept.subList(0, kept.size() - 1) : kept;
    }
  }

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

  static class WithMinPRelativeToOne extends PlainSampler {
    @Override
    List<Integer> minP(List<Integer> ranked, double[] logits, double p) {
      return super.minP(ranked, logits, p / probabilities(ranked, logits)[0]);
    }
  }

  static class WithSeedIgnored extends PlainSampler {
    @Override
    double uniform(long seed, int number) {
      return super.uniform(7, number);
    }
  }

  static class WithTheSameDrawForEachToken extends PlainSampler {
    @Override
    double uniform(long seed, int number) {
      return super.uniform(seed, 0);
    }
  }

  static class WithNegativeLogitsDivided extends PlainSampler {
    @Override
    double penalized(double logit, double penalty) {
      return logit / penalty;
    }
  }

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

  static class WithoutItsOwnTokens extends PlainSampler {
    @Override
    void remember(int[] seen, int token) {}
  }

  static class WithTheLastOfEquals extends PlainSampler {
    @Override
    Comparator<Integer> ranking(double[] logits) {
      return Comparator.comparingDouble((Integer id) -> -logits[id]).thenComparing(id -> -id);
    }
  }

  static class WithOneTokenMoreThanK extends PlainSampler {
    @Override
    List<Integer> topK(List<Integer> ranked, double[] logits, int k) {
      return super.topK(ranked, logits, k + 1);
    }
  }

  static class WithAllEqualsOfTopK extends PlainSampler {
    @Override
    List<Integer> topK(List<Integer> ranked, double[] logits, int k) {
      int kept = Math.min(k, ranked.size());
      double worst = logits[ranked.get(kept - 1)];
      return ranked.stream().filter(id -> logits[id] >= worst).toList();
    }
  }

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
