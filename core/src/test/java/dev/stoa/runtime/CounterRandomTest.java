package dev.stoa.runtime;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.apache.commons.math3.distribution.NormalDistribution;
import org.apache.commons.math3.stat.inference.ChiSquareTest;
import org.apache.commons.math3.stat.inference.KolmogorovSmirnovTest;
import org.junit.jupiter.api.Test;

class CounterRandomTest {
  /** The known answers for philox4x32 with 10 rounds in the file kat_vectors of Random123. */
  @Test
  void givesThePublishedKnownAnswers() {
    assertWords(new int[] {0, 0, 0, 0, 0, 0}, 0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8);
    assertWords(new int[] {-1, -1, -1, -1, -1, -1}, 0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd);
    assertWords(
        new int[] {0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344, 0xa4093822, 0x299f31d0},
        0xd16cfe09,
        0x94fdcceb,
        0x5001e420,
        0x24126ea1);
  }

  private static void assertWords(int[] in, int... expected) {
    for (int word = 0; word < 4; word++) {
      assertEquals(
          expected[word],
          CounterRandom.word(word, in[0], in[1], in[2], in[3], in[4], in[5]),
          "word " + word);
    }
  }

  @Test
  void everyPartOfTheKeyAndTheIndexMatters() {
    int bits = new CounterRandom(1, 2, 3).bits(4);
    assertEquals(bits, new CounterRandom(1, 2, 3).bits(4));
    assertNotEquals(bits, new CounterRandom(1L << 32 | 1, 2, 3).bits(4));
    assertNotEquals(bits, new CounterRandom(9, 2, 3).bits(4));
    assertNotEquals(bits, new CounterRandom(1, 9, 3).bits(4));
    assertNotEquals(bits, new CounterRandom(1, 2, 9).bits(4));
    assertNotEquals(bits, new CounterRandom(1, 2, 3).bits(5));
    assertNotEquals(bits, new CounterRandom(1, 2, 3).bits(4 + (4L << 32)));
  }

  @Test
  void integersBelowABoundAreEquallyFrequent() {
    CounterRandom random = new CounterRandom(42, CounterRandom.DATA, 0);
    long[] counts = new long[7];
    double[] expected = new double[7];
    for (int i = 0; i < 70_000; i++) {
      counts[random.below(7, i)]++;
      expected[i % 7]++;
    }
    assertTrue(new ChiSquareTest().chiSquareTest(expected, counts) > 0.001);
  }

  @Test
  void uniformNumbersLieFromZeroToBelowOneWithTheMeanOfOneHalf() {
    CounterRandom random = new CounterRandom(43, CounterRandom.DROPOUT, 0);
    double sum = 0;
    for (int i = 0; i < 100_000; i++) {
      float u = random.uniform(i);
      assertTrue(u >= 0 && u < 1);
      sum += u;
    }
    // The standard deviation of the mean is 1/√(12 · 100,000) = 0.0009.
    assertEquals(0.5, sum / 100_000, 0.004);
  }

  @Test
  void normalNumbersHaveTheNormalDistribution() {
    CounterRandom random = new CounterRandom(44, CounterRandom.INITIALIZATION, 0);
    double[] draws = new double[5_000];
    for (int i = 0; i < draws.length; i++) {
      draws[i] = random.normal(i);
    }
    double p = new KolmogorovSmirnovTest().kolmogorovSmirnovTest(new NormalDistribution(), draws);
    assertTrue(p > 0.001, "p = " + p);
  }
}
