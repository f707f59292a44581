package dev.stoa.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.apache.commons.math3.stat.inference.ChiSquareTest;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("Batches")
class BatchesTest {
  /** Token i is 10 · i, so that a token tells its place. */
  private static int[] places(int count) {
    return IntStream.range(0, count).map(i -> 10 * i).toArray();
  }

  @Test
  void aTargetIsTheTokenBehindItsInput() {
    Batch batch = new Batches(places(50), 4, 5, 1).at(0, 0);
    assertEquals(20, batch.inputs().length);
    for (int i = 0; i < 20; i++) {
      assertEquals(batch.inputs()[i] + 10, batch.targets()[i], "at " + i);
    }
    for (int i = 0; i < 20; i++) {
      if (i % 5 != 0) {
        assertEquals(batch.inputs()[i - 1] + 10, batch.inputs()[i], "inside a window, at " + i);
      }
    }
  }

  @Test
  void eachWindowIsASegment() {
    Batch batch = new Batches(places(50), 4, 5, 1).at(0, 0);
    assertEquals(4, batch.segments().count());
    assertEquals(5, batch.segments().length(3));
    assertEquals(20, batch.segments().rows());
  }

  @Test
  void dependOnSeedStepAndMicroBatchAlone() {
    Batches batches = new Batches(places(1000), 2, 3, 7);
    int[] first = batches.at(5, 1).inputs();
    batches.at(9, 0);
    assertArrayEquals(first, batches.at(5, 1).inputs());
    assertArrayEquals(first, new Batches(places(1000), 2, 3, 7).at(5, 1).inputs());
    assertNotEquals(Arrays.toString(first), Arrays.toString(batches.at(6, 1).inputs()));
    assertNotEquals(Arrays.toString(first), Arrays.toString(batches.at(5, 0).inputs()));
    Batches other = new Batches(places(1000), 2, 3, 8);
    assertNotEquals(Arrays.toString(first), Arrays.toString(other.at(5, 1).inputs()));
  }

  @Test
  void microBatchesTogetherAreTheWindowsOfOneLargeBatch() {
    int[] large = new Batches(places(1000), 12, 3, 7).at(4, 0).inputs();
    Batches small = new Batches(places(1000), 3, 3, 7);
    int[] together =
        IntStream.range(0, 4).flatMap(i -> Arrays.stream(small.at(4, i).inputs())).toArray();
    assertArrayEquals(large, together);
  }

  @Test
  void everyPlaceIsEquallyLikely() {
    int possible = 16;
    Batches batches = new Batches(places(possible + 3), 4000, 3, 3);
    long[] counts = new long[possible];
    int[] inputs = batches.at(0, 0).inputs();
    for (int window = 0; window < 4000; window++) {
      counts[inputs[3 * window] / 10]++;
    }
    double[] expected = new double[possible];
    Arrays.fill(expected, 4000.0 / possible);
    double p = new ChiSquareTest().chiSquareTest(expected, counts);
    assertTrue(p > 0.001, "p = " + p + " for " + Arrays.toString(counts));
  }

  @Test
  void aTextOfOneWindowAndOneTokenIsEnough() {
    Batch batch = new Batches(places(4), 2, 3, 1).at(0, 0);
    assertArrayEquals(new int[] {0, 10, 20, 0, 10, 20}, batch.inputs());
    assertArrayEquals(new int[] {10, 20, 30, 10, 20, 30}, batch.targets());
  }

  @Test
  void aShorterTextIsRefusedWithBothNumbers() {
    String message =
        assertThrows(IllegalArgumentException.class, () -> new Batches(places(64), 2, 64, 1))
            .getMessage();
    assertTrue(message.contains("65") && message.contains("there are 64"), message);
  }

  @Test
  void sizesBelowOneAreRefused() {
    assertThrows(IllegalArgumentException.class, () -> new Batches(places(9), 0, 3, 1));
    assertThrows(IllegalArgumentException.class, () -> new Batches(places(9), 3, 0, 1));
  }
}
