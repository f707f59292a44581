package dev.stoa.sample;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Random;
import org.apache.commons.math3.stat.inference.ChiSquareTest;
import org.junit.jupiter.api.Test;

class SamplerTest {
  @Test
  void drawsPassTheChiSquareTest() {
    float[] logits = new float[50];
    Random random = new Random(1);
    for (int i = 0; i < logits.length; i++) {
      logits[i] = (float) random.nextGaussian();
    }
    double[] expected = new double[logits.length];
    long[] observed = new long[logits.length];
    Sampler sampler = new Sampler(SamplingOptions.defaults().withSeed(3), logits.length);
    for (int i = 0; i < 50_000; i++) {
      observed[sampler.sample(logits, 0)]++;
    }
    for (int i = 0; i < logits.length; i++) {
      expected[i] = Math.exp(logits[i]);
    }
    double p = new ChiSquareTest().chiSquareTest(expected, observed);
    assertTrue(p > 0.001, "p is " + p);
  }

  @Test
  void drawsOfNeighbouringSeedsAndTokensAreIndependent() {
    float[] logits = {0, 0};
    long[][] pairs = new long[2][2];
    for (int seed = 0; seed < 5_000; seed++) {
      Sampler sampler = new Sampler(SamplingOptions.defaults().withSeed(seed), 2);
      pairs[sampler.sample(logits, 0)][sampler.sample(logits, 0)]++;
    }
    double p = new ChiSquareTest().chiSquareTest(pairs);
    assertTrue(p > 0.001, "p is " + p);
  }

  @Test
  void aTokenDependsOnItsNumberAndNotOnTheDrawsBefore() {
    float[] flat = new float[1000];
    float[] certain = new float[1000];
    certain[5] = 100;
    Sampler one = new Sampler(SamplingOptions.defaults().withSeed(9), 1000);
    Sampler other = new Sampler(SamplingOptions.defaults().withSeed(9), 1000);
    one.sample(flat, 0);
    other.sample(certain, 0);
    assertEquals(one.sample(flat, 0), other.sample(flat, 0));
  }

  @Test
  void resetBeginsTheTextAgain() {
    float[] logits = new float[1000];
    Sampler sampler = new Sampler(SamplingOptions.defaults().withRepetitionPenalty(2), 1000);
    int first = sampler.sample(logits, 0);
    int second = sampler.sample(logits, 0);
    sampler.reset();
    assertNotEquals(first, second);
    assertEquals(first, sampler.sample(logits, 0));
    assertEquals(second, sampler.sample(logits, 0));
  }

  @Test
  void resetForgetsWhatWasSeen() {
    Sampler sampler = new Sampler(SamplingOptions.greedy().withRepetitionPenalty(4), 2);
    sampler.see(0);
    sampler.reset();
    assertEquals(0, sampler.sample(new float[] {2, 1}, 0));
  }

  @Test
  void logitsMayLieAnywhereInAnArray() {
    Sampler sampler = new Sampler(SamplingOptions.greedy(), 2);
    assertEquals(1, sampler.sample(new float[] {9, 9, 1, 2, 9}, 2));
  }

  @Test
  void stepsRunInTheOrderOfTheCallersChain() {
    // 1/2, 1/4, 1/8, 1/8: top-p first keeps two tokens, behind temperature 2 it keeps three.
    float[] logits = new float[4];
    for (int i = 0; i < 4; i++) {
      logits[i] = (float) Math.log(i < 2 ? 0.5 / (i + 1) : 0.125);
    }
    SamplingStep temperature = new Temperature(2);
    SamplingStep topP = new TopP(0.7f);
    assertEquals(1, greatest(List.of(topP, temperature), logits));
    assertEquals(2, greatest(List.of(temperature, topP), logits));
  }

  private static int greatest(List<SamplingStep> steps, float[] logits) {
    Sampler sampler = new Sampler(steps, 1, logits.length);
    int greatest = 0;
    for (int i = 0; i < 1000; i++) {
      greatest = Math.max(greatest, sampler.sample(logits, 0));
    }
    return greatest;
  }

  @Test
  void impossibleLogitsAreRefusedByName() {
    Sampler sampler = new Sampler(SamplingOptions.greedy(), 2);
    assertRefused("token 1 is NaN", sampler, 0, Float.NaN);
    assertRefused("token 0 is Infinity", sampler, Float.POSITIVE_INFINITY, 0);
    float never = Float.NEGATIVE_INFINITY;
    assertRefused("all logits are -Infinity", sampler, never, never);
  }

  private static void assertRefused(String message, Sampler sampler, float... logits) {
    Exception refused =
        assertThrows(IllegalArgumentException.class, () -> sampler.sample(logits, 0));
    assertTrue(refused.getMessage().contains(message), refused.getMessage());
  }

  @Test
  void tokensOutsideTheVocabularyAreRefusedByName() {
    Sampler sampler = new Sampler(SamplingOptions.greedy(), 7);
    for (int token : new int[] {-1, 7}) {
      Exception refused = assertThrows(IllegalArgumentException.class, () -> sampler.see(token));
      assertEquals(
          "token id " + token + " is out of range: the vocabulary has 7", refused.getMessage());
    }
    assertThrows(IllegalArgumentException.class, () -> new Sampler(SamplingOptions.greedy(), 0));
  }
}
