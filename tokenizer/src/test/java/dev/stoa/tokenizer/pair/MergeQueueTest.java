package dev.stoa.tokenizer.pair;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.PriorityQueue;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** The order in which pairs are merged. */
class MergeQueueTest {
  private final MergeQueue queue = new MergeQueue();

  @Test
  void theLowestPriorityComesFirstAndOfEqualOnesTheLeftmost() {
    queue.clear(4);
    queue.put(7, 2);
    queue.put(5, 3);
    queue.put(7, 0);
    queue.put(5, 1);
    assertEquals(entry(5, 1), queue.take());
    assertEquals(entry(5, 3), queue.take());
    assertEquals(entry(7, 0), queue.take());
    assertEquals(entry(7, 2), queue.take());
    assertEquals(-1, queue.take());
  }

  @Test
  void whatComesLateStillComesInItsTurn() {
    queue.clear(4);
    queue.put(5, 1);
    queue.put(5, 8);
    assertEquals(entry(5, 1), queue.take());
    queue.put(5, 4);
    queue.put(3, 6);
    queue.put(9, 0);
    assertEquals(entry(3, 6), queue.take());
    assertEquals(entry(5, 4), queue.take());
    assertEquals(entry(5, 8), queue.take());
    assertEquals(entry(9, 0), queue.take());
    assertEquals(-1, queue.take());
  }

  @Test
  void asTheJdksQueueHasItForAnyPutsAndTakes() {
    Random random = new Random(1);
    for (int round = 0; round < 300; round++) {
      int priorities = 1 + random.nextInt(1 + round);
      int puts = random.nextInt(400);
      PriorityQueue<Long> expected = new PriorityQueue<>();
      queue.clear(puts / 2);
      for (int i = 0; i < puts; i++) {
        int priority = random.nextInt(priorities);
        int at = random.nextInt(1000);
        queue.put(priority, at);
        expected.add(entry(priority, at));
        while (random.nextInt(3) == 0) {
          assertEquals(expected.isEmpty() ? -1L : expected.poll(), queue.take());
        }
      }
      while (!expected.isEmpty()) {
        assertEquals(expected.poll(), queue.take());
      }
      assertEquals(-1, queue.take());
    }
  }

  private static long entry(int priority, int at) {
    return (long) priority << 32 | at;
  }
}
