package dev.stoa.contract.inference;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.stoa.sample.SamplingOptions;
import java.util.Random;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What a sampler must keep. The steps come in this order: repetition penalty, temperature, top-k,
 * top-p, min-p, draw; each looks at what the one before has left.
 *
 * <p>To judge a sampler of your own, extend this class and return it from {@link #sampler}.
 */
@DisplayName("A sampler")
public abstract class SamplerContract {
  /** Chooses the tokens of one text. */
  public interface TokenSampler {
    /**
     * Tells of a token of the prompt.
     *
     * @param token its id
     */
    void see(int token);

    /**
     * Chooses the next token, which is seen from then on.
     *
     * @param logits one for each token of the vocabulary, only read
     * @return the id of the token
     */
    int next(float[] logits);
  }

  private static final int DRAWS = 1_000;
  private static final SamplingOptions PLAIN = SamplingOptions.defaults().withSeed(42);
  private static final SamplingOptions GREEDY = SamplingOptions.greedy();

  /** 1/2, 1/4, 1/8, 1/8 as logits. */
  private static final float[] HALVES = logs(0.5, 0.25, 0.125, 0.125);

  /**
   * A sampler at the beginning of a text.
   *
   * @param options how tokens are chosen
   * @param vocabularySize how many tokens there are
   * @return the sampler
   */
  protected abstract TokenSampler sampler(SamplingOptions options, int vocabularySize);

  @Nested
  @DisplayName("in a worked example")
  class WorkedExamples {
    @Test
    @DisplayName("takes the greatest logit at temperature 0")
    void greedy() {
      assertEquals(1, first(GREEDY, 1, 3, 2));
    }

    @Test
    @DisplayName("draws as often as the probabilities say")
    void draws() {
      // exp(0) : exp(ln 3) = 1 : 3
      assertDistribution(PLAIN, new float[] {0, (float) Math.log(3)}, 0.25, 0.75);
    }

    @Test
    @DisplayName("divides logits by the temperature")
    void temperature() {
      // Divided by 1/2, the logits are twice as large: exp(0) : exp(2 ln 3) = 1 : 9
      assertDistribution(
          PLAIN.withTemperature(0.5f), new float[] {0, (float) Math.log(3)}, 0.1, 0.9);
    }

    @Test
    @DisplayName("keeps the k best tokens")
    void topK() {
      // Of 1/2, 1/4, 1/8, 1/8 two are left, 1/2 : 1/4 = 2/3 : 1/3
      assertDistribution(PLAIN.withTopK(2), HALVES, 2 / 3.0, 1 / 3.0, 0, 0);
    }

    @Test
    @DisplayName("keeps the fewest tokens that reach p together, the one that crosses it too")
    void topP() {
      // 1/2 < 0.7 and 1/2 + 1/4 >= 0.7: two are left
      assertDistribution(PLAIN.withTopP(0.7f), HALVES, 2 / 3.0, 1 / 3.0, 0, 0);
      // 1/2 >= 0.45: one is left
      assertDistribution(PLAIN.withTopP(0.45f), HALVES, 1, 0, 0, 0);
    }

    @Test
    @DisplayName("keeps tokens with at least min-p of the best one's probability")
    void minP() {
      // 0.3 · 0.4 = 0.12: 0.4, 0.3 and 0.2 are left, in all 0.9
      assertDistribution(
          PLAIN.withMinP(0.3f), logs(0.4, 0.3, 0.2, 0.1), 4 / 9.0, 3 / 9.0, 2 / 9.0, 0);
    }

    @Test
    @DisplayName("divides the positive logits of seen tokens by the penalty")
    void penalty() {
      // 2 / 4 = 0.5 is less than 1
      assertEquals(1, first(seen(GREEDY.withRepetitionPenalty(4), 2, 0), 2, 1));
    }

    @Test
    @DisplayName("multiplies the negative logits of seen tokens by the penalty")
    void penaltyOfNegatives() {
      // −1 · 4 = −4 is less than −2; divided, −0.25 would be more
      assertEquals(1, first(seen(GREEDY.withRepetitionPenalty(4), 2, 0), -1, -2));
    }
  }

  @Nested
  @DisplayName("by law")
  class Laws {
    @Test
    @DisplayName("gives the same tokens for the same seed, and others for another")
    void seed() {
      int[] tokens = tokens(PLAIN, HALVES, 100);
      assertArrayEquals(tokens, tokens(PLAIN, HALVES, 100));
      assertFalse(java.util.Arrays.equals(tokens, tokens(PLAIN.withSeed(43), HALVES, 100)));
    }

    @Test
    @DisplayName("applies the temperature before top-p")
    void temperatureBeforeTopP() {
      // The roots 0.707, 0.5, 0.354, 0.354 are 0.37, 0.26, 0.18, 0.18 of their sum: three reach 0.7
      double sum = Math.sqrt(0.5) + 0.5 + Math.sqrt(0.125);
      assertDistribution(
          PLAIN.withTemperature(2).withTopP(0.7f),
          HALVES,
          Math.sqrt(0.5) / sum,
          0.5 / sum,
          Math.sqrt(0.125) / sum,
          0);
    }

    @Test
    @DisplayName("applies the temperature before min-p")
    void temperatureBeforeMinP() {
      // 1 : 1/4 becomes 1 : 1/2, which is at least 0.4
      assertDistribution(PLAIN.withTemperature(2).withMinP(0.4f), logs(0.8, 0.2), 2 / 3.0, 1 / 3.0);
    }

    @Test
    @DisplayName("lets top-p look at the tokens that top-k has left")
    void topKBeforeTopP() {
      // Of the two that are left, the best has 2/3 >= 0.6
      assertDistribution(PLAIN.withTopK(2).withTopP(0.6f), HALVES, 1, 0, 0, 0);
    }

    @Test
    @DisplayName("penalizes a token once, however often it was seen")
    void penaltyOnce() {
      // 3 / 2 = 1.5 is more than 1; divided twice, 0.75 would be less
      assertEquals(0, first(seen(GREEDY.withRepetitionPenalty(2), 2, 0, 0), 3, 1));
    }

    @Test
    @DisplayName("counts its own tokens as seen")
    void ownTokens() {
      // 3 before 2; then 2 before 3/2; then 3/2 before 2/2
      int[] tokens = tokens(GREEDY.withRepetitionPenalty(2), new float[] {3, 2}, 3);
      assertArrayEquals(new int[] {0, 1, 0}, tokens);
    }

    @Test
    @DisplayName("chooses the same when all logits grow by the same amount")
    void shift() {
      SamplingOptions options = PLAIN.withTopP(0.9f).withMinP(0.01f);
      assertArrayEquals(
          tokens(options, new float[] {0, 2, 1, -1}, 200),
          tokens(options, new float[] {64, 66, 65, 63}, 200));
    }

    @Test
    @DisplayName("leaves the logits as they are")
    void onlyReads() {
      float[] logits = {3, -2, 1, 0};
      SamplingOptions options =
          PLAIN.withTemperature(0.5f).withRepetitionPenalty(2).withTopK(3).withTopP(0.5f);
      tokens(options, logits, 5);
      assertArrayEquals(new float[] {3, -2, 1, 0}, logits);
    }
  }

  @Nested
  @DisplayName("at the edges")
  class Edges {
    @Test
    @DisplayName("takes the lowest id of equal logits at temperature 0")
    void ties() {
      assertEquals(1, first(GREEDY, 1, 5, 5, 5));
    }

    @Test
    @DisplayName("keeps exactly k of equal tokens, those with the lowest ids")
    void tiesOfTopK() {
      assertDistribution(PLAIN.withTopK(2), new float[] {1, 1, 1, 1}, 0.5, 0.5, 0, 0);
    }

    @Test
    @DisplayName("keeps all tokens if k is greater than the vocabulary")
    void largeK() {
      assertDistribution(PLAIN.withTopK(100), HALVES, 0.5, 0.25, 0.125, 0.125);
    }

    @Test
    @DisplayName("needs no further token when p is reached exactly")
    void exactP() {
      // Two equal tokens: the first has 1/2 >= 0.5
      assertDistribution(PLAIN.withTopP(0.5f), new float[] {0, 0}, 1, 0);
      assertDistribution(PLAIN.withTopP(0.5001f), new float[] {0, 0}, 0.5, 0.5);
    }

    @Test
    @DisplayName("keeps the equals of the best token at min-p 1")
    void minPOne() {
      assertDistribution(PLAIN.withMinP(1), new float[] {1, 2, 2}, 0, 0.5, 0.5);
    }

    @Test
    @DisplayName("never draws a token whose logit is negative infinity")
    void forbidden() {
      float never = Float.NEGATIVE_INFINITY;
      assertDistribution(PLAIN, new float[] {never, 0, never, 0}, 0, 0.5, 0, 0.5);
    }

    @Test
    @DisplayName("does not overflow for huge logits or a tiny temperature")
    void huge() {
      assertDistribution(PLAIN, new float[] {1e30f, 1e30f, -1e30f}, 0.5, 0.5, 0);
      assertDistribution(PLAIN.withTemperature(1e-30f), HALVES, 1, 0, 0, 0);
      float[] apart = {1e30f, 1e30f, -1e30f};
      assertDistribution(PLAIN.withTemperature(1e-30f), apart, 0.5, 0.5, 0);
    }

    @Test
    @DisplayName("has no choice in a vocabulary of one token")
    void onlyToken() {
      assertEquals(0, first(PLAIN, -3));
    }

    @Test
    @DisplayName("refuses a logit that is not a number")
    void notANumber() {
      for (SamplingOptions options : new SamplingOptions[] {PLAIN, GREEDY, PLAIN.withTopP(0.5f)}) {
        assertThrows(IllegalArgumentException.class, () -> first(options, 0, Float.NaN, 1));
      }
    }
  }

  @Nested
  @DisplayName("in agreement with the definitions")
  class Agreement {
    @ParameterizedTest(name = "over a vocabulary of {0} tokens")
    @ValueSource(ints = {2, 7, 33})
    void chain(int size) {
      Random random = new Random(size);
      float[] logits = new float[size];
      boolean[] seen = new boolean[size];
      for (int i = 0; i < size; i++) {
        // Quarters, so that many are equal.
        logits[i] = random.nextInt(-12, 13) / 4f;
        seen[i] = random.nextInt(3) == 0;
      }
      SamplingOptions[] all = {
        PLAIN,
        PLAIN.withTemperature(0.8f),
        PLAIN.withTopK(Math.ceilDiv(size, 2)),
        PLAIN.withTopP(0.83f),
        PLAIN.withMinP(0.11f),
        PLAIN.withTemperature(1.3f).withTopK(20).withTopP(0.93f).withMinP(0.021f)
      };
      for (SamplingOptions options : all) {
        assertDistribution(options.withRepetitionPenalty(1.3f), logits, seen);
      }
    }
  }

  /** A text with a prompt. */
  private TokenSampler seen(SamplingOptions options, int vocabularySize, int... prompt) {
    TokenSampler sampler = sampler(options, vocabularySize);
    for (int token : prompt) {
      sampler.see(token);
    }
    return sampler;
  }

  private static int first(TokenSampler sampler, float... logits) {
    return sampler.next(logits);
  }

  private int first(SamplingOptions options, float... logits) {
    return sampler(options, logits.length).next(logits);
  }

  private int[] tokens(SamplingOptions options, float[] logits, int count) {
    TokenSampler sampler = sampler(options, logits.length);
    int[] tokens = new int[count];
    for (int i = 0; i < count; i++) {
      tokens[i] = sampler.next(logits);
    }
    return tokens;
  }

  private void assertDistribution(SamplingOptions options, float[] logits, double... expected) {
    int[] counts = new int[logits.length];
    for (int token : tokens(options, logits, DRAWS)) {
      counts[token]++;
    }
    assertCounts(options, expected, counts);
  }

  /** Against the definitions; each draw is the first of a text, so that no penalty is added. */
  private void assertDistribution(SamplingOptions options, float[] logits, boolean[] seen) {
    int[] counts = new int[logits.length];
    for (int draw = 0; draw < DRAWS; draw++) {
      TokenSampler sampler = sampler(options.withSeed(draw), logits.length);
      for (int id = 0; id < seen.length; id++) {
        if (seen[id]) {
          sampler.see(id);
        }
      }
      counts[sampler.next(logits)]++;
    }
    assertCounts(options, SamplingDistribution.of(logits, seen, options), counts);
  }

  /**
   * Pearson's chi-square statistic of n kinds has mean n − 1 and variance 2 (n − 1); six standard
   * deviations and a bit for small n are less likely than one in a million.
   */
  private static void assertCounts(SamplingOptions options, double[] expected, int[] counts) {
    double statistic = 0;
    int kinds = 0;
    for (int id = 0; id < expected.length; id++) {
      if (expected[id] == 0) {
        assertEquals(0, counts[id], "token " + id + " must not be drawn with " + options);
      } else {
        double difference = counts[id] - DRAWS * expected[id];
        statistic += difference * difference / (DRAWS * expected[id]);
        kinds++;
      }
    }
    double bound = kinds + 15 + 6 * Math.sqrt(2.0 * kinds);
    assertTrue(
        kinds == 1 || statistic < bound,
        "the draws with %s are not distributed as expected: chi-square is %.1f over %d tokens"
            .formatted(options, statistic, kinds));
  }

  private static float[] logs(double... probabilities) {
    float[] logits = new float[probabilities.length];
    for (int i = 0; i < logits.length; i++) {
      logits[i] = (float) Math.log(probabilities[i]);
    }
    return logits;
  }
}
