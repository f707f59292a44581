package dev.stoa.train;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("A history of losses")
class LossHistoryTest {
  // The last two of 4, 3, 1 have the mean (3 + 1) / 2 = 2; all three have 8 / 3.
  @Test
  void givesTheMeanOfTheLastLosses() {
    LossHistory history = new LossHistory(4, 3);
    history.add(1);
    assertEquals(2, history.recentMean(2));
    assertEquals(8.0 / 3, history.recentMean(3));
    assertEquals(8.0 / 3, history.recentMean(100), "of all if there are fewer");
  }

  @Test
  void keepsEveryLoss() {
    LossHistory history = new LossHistory();
    for (int i = 0; i < 1000; i++) {
      history.add(i);
    }
    float[] losses = history.toArray();
    assertEquals(1000, losses.length);
    assertArrayEquals(new float[] {0, 64, 999}, new float[] {losses[0], losses[64], losses[999]});
  }

  @Test
  void hasNoMeanBeforeTheFirstLoss() {
    assertTrue(Double.isNaN(new LossHistory().recentMean(5)));
  }
}
