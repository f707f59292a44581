package dev.stoa.schedule;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("Warm-up and cosine")
class WarmupCosineTest {
  // peak 1, minimum 0.2, warm-up 3, 7 steps:
  //   steps 0, 1, 2: 1/4, 2/4, 3/4
  //   steps 3 ... 6: 0.2 + 0.8 · (1 + cos(π k / 4)) / 2 for k = 0 ... 3; cos = 1, 0.7071, 0,
  // −0.7071
  @ParameterizedTest(name = "step {0}: {1}")
  @CsvSource({
    "0, 0.25",
    "1, 0.5",
    "2, 0.75",
    "3, 1",
    "4, 0.8828427",
    "5, 0.6",
    "6, 0.3171573",
    "7, 0.2",
    "8, 0.2",
    "2147483647, 0.2"
  })
  void followsTheFormula(int step, float expected) {
    assertEquals(expected, new WarmupCosine(1, 0.2f, 3, 7).rate(step), 1e-6f);
  }

  /** Values of nanoGPT's CPU configuration, calculated from the formula with 30 digits. */
  @ParameterizedTest(name = "nanoGPT, step {0}: {1}")
  @CsvSource({
    "0, 9.900990099e-6",
    "99, 9.900990099e-4",
    "100, 1e-3",
    "575, 8.681980515e-4",
    "1050, 5.5e-4",
    "1525, 2.318019485e-4",
    "1999, 1.000006151e-4",
    "2000, 1e-4"
  })
  void givesTheRatesOfNanoGpt(int step, double expected) {
    WarmupCosine schedule = new WarmupCosine(1e-3f, 1e-4f, 100, 2000);
    assertEquals(expected, schedule.rate(step), 1e-7 * 1e-3);
  }

  @Test
  void risesAndThenFallsAndStaysBetweenMinimumAndPeak() {
    WarmupCosine schedule = new WarmupCosine(0.01f, 0.001f, 20, 100);
    for (int step = 1; step < 100; step++) {
      boolean rising = step <= 20;
      float change = schedule.rate(step) - schedule.rate(step - 1);
      assertTrue(rising ? change > 0 : change < 0, "step " + step + " changes by " + change);
      assertTrue(step < 20 || schedule.rate(step) >= 0.001f, "step " + step);
    }
    assertEquals(0.01f, schedule.rate(20));
  }

  @Test
  void withoutWarmUpBeginsAtThePeak() {
    assertEquals(0.5f, new WarmupCosine(0.5f, 0, 0, 10).rate(0));
  }

  @Test
  void aRunAsShortAsItsWarmUpOnlyRises() {
    WarmupCosine schedule = new WarmupCosine(1, 0, 10, 10);
    assertEquals(10 / 11f, schedule.rate(9), 1e-6f);
    assertEquals(0, schedule.rate(10));
  }

  @Test
  void refusesNumbersOutOfRange() {
    assertThrows(IllegalArgumentException.class, () -> new WarmupCosine(-1, 0, 0, 1));
    assertThrows(IllegalArgumentException.class, () -> new WarmupCosine(Float.NaN, 0, 0, 1));
    assertThrows(IllegalArgumentException.class, () -> new WarmupCosine(1, 2, 0, 1));
    assertThrows(IllegalArgumentException.class, () -> new WarmupCosine(1, Float.NaN, 0, 1));
    assertThrows(IllegalArgumentException.class, () -> new WarmupCosine(1, 0, -1, 1));
    assertThrows(IllegalArgumentException.class, () -> new WarmupCosine(1, 0, 0, -1));
    assertThrows(IllegalArgumentException.class, () -> new WarmupCosine(1, 0, 0, 1).rate(-1));
  }
}
