package dev.stoa.runtime;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.Arrays;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WorkersTest {
  @ParameterizedTest(name = "{0} threads")
  @ValueSource(ints = {1, 2, 3, 8})
  void everyOutputIsComputedExactlyOnce(int threads) {
    try (Workers workers = new Workers(threads)) {
      for (int size : new int[] {0, 1, 2, 7, 100, 1001}) {
        for (int repeat = 0; repeat < 200; repeat++) {
          int[] times = new int[size];
          workers.forRange(
              size,
              3,
              (from, to) -> {
                for (int i = from; i < to; i++) {
                  times[i]++;
                }
              });
          int[] once = new int[size];
          Arrays.fill(once, 1);
          assertArrayEquals(once, times);
        }
      }
    }
  }

  @ParameterizedTest(name = "{0} threads")
  @ValueSource(ints = {1, 2, 5})
  void theBoundsOfTheChunksDependOnTheSizeAlone(int threads) {
    Set<String> bounds = ConcurrentHashMap.newKeySet();
    try (Workers workers = new Workers(threads)) {
      workers.forRange(10, 4, (from, to) -> bounds.add(from + "-" + to));
    }
    assertEquals(Set.of("0-4", "4-8", "8-10"), new TreeSet<>(bounds));
  }

  @ParameterizedTest(name = "{0} threads")
  @ValueSource(ints = {1, 2})
  void theLastChunkEndsWhereTheLargestRangeDoes(int threads) {
    Set<String> bounds = ConcurrentHashMap.newKeySet();
    int half = 1 << 30;
    try (Workers workers = new Workers(threads)) {
      workers.forRange(Integer.MAX_VALUE, half, (from, to) -> bounds.add(from + "-" + to));
    }
    assertEquals(Set.of("0-" + half, half + "-" + Integer.MAX_VALUE), new TreeSet<>(bounds));
  }

  @Test
  void twoThreadsWorkAtTheSameTime() {
    CountDownLatch both = new CountDownLatch(2);
    try (Workers workers = new Workers(2)) {
      workers.forRange(
          2,
          1,
          (from, to) -> {
            both.countDown();
            try {
              assertTrue(both.await(30, TimeUnit.SECONDS), "the other chunk never began");
            } catch (InterruptedException e) {
              throw new IllegalStateException(e);
            }
          });
    }
  }

  @Test
  void parkedThreadsWakeUpAgain() throws InterruptedException {
    try (Workers workers = new Workers(2)) {
      for (int round = 0; round < 5; round++) {
        Thread.sleep(30);
        CountDownLatch both = new CountDownLatch(2);
        workers.forRange(
            2,
            1,
            (from, to) -> {
              both.countDown();
              try {
                assertTrue(both.await(30, TimeUnit.SECONDS), "the helper did not wake up");
              } catch (InterruptedException e) {
                throw new IllegalStateException(e);
              }
            });
      }
    }
  }

  @ParameterizedTest(name = "{0} threads")
  @ValueSource(ints = {1, 2})
  void anExceptionReachesTheCallerAndTheWorkersGoOn(int threads) {
    try (Workers workers = new Workers(threads)) {
      ArithmeticException thrown = new ArithmeticException("in a task");
      for (int round = 0; round < 100; round++) {
        int bad = round % 8;
        ArithmeticException caught =
            assertThrows(
                ArithmeticException.class,
                () ->
                    workers.forRange(
                        8,
                        1,
                        (from, to) -> {
                          if (from == bad) {
                            throw thrown;
                          }
                        }));
        assertSame(thrown, caught);
      }
      int[] done = new int[4];
      workers.forRange(4, 1, (from, to) -> done[from] = 1);
      assertArrayEquals(new int[] {1, 1, 1, 1}, done);
    }
  }

  @ParameterizedTest(name = "{0} threads")
  @ValueSource(ints = {1, 2})
  void aTaskMustNotStartAnotherOne(int threads) {
    try (Workers workers = new Workers(threads)) {
      IllegalStateException refused =
          assertThrows(
              IllegalStateException.class,
              () -> workers.forRange(2, 1, (a, b) -> workers.forRange(2, 1, (c, d) -> {})));
      assertTrue(refused.getMessage().contains("must not start another"));
    }
  }

  @Test
  void closedWorkersRefuseWork() {
    Workers workers = new Workers(2);
    workers.close();
    workers.close();
    assertThrows(IllegalStateException.class, () -> workers.forRange(1, 1, (from, to) -> {}));
  }

  @ParameterizedTest(name = "after {0} ms")
  @ValueSource(ints = {0, 30})
  void closingEndsTheThreads(int idleMillis) throws InterruptedException {
    Set<Thread> threads = ConcurrentHashMap.newKeySet();
    try (Workers workers = new Workers(3)) {
      CountDownLatch all = new CountDownLatch(3);
      workers.forRange(
          3,
          1,
          (from, to) -> {
            threads.add(Thread.currentThread());
            all.countDown();
            try {
              assertTrue(all.await(30, TimeUnit.SECONDS), "a thread did not come");
            } catch (InterruptedException e) {
              throw new IllegalStateException(e);
            }
          });
      Thread.sleep(idleMillis);
    }
    threads.remove(Thread.currentThread());
    assertEquals(2, threads.size());
    for (Thread thread : threads) {
      assertTrue(thread.join(Duration.ofSeconds(30)), thread + " goes on");
    }
  }

  @Test
  void badNumbersAreRefused() {
    assertThrows(IllegalArgumentException.class, () -> new Workers(0));
    try (Workers workers = new Workers(1)) {
      assertThrows(IllegalArgumentException.class, () -> workers.forRange(1, 0, (from, to) -> {}));
    }
  }
}
