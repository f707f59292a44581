package dev.stoa.tokenizer.pair;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Who works with which cache, and how much memory all of them take. */
class ScratchPoolTest {

  private static ScratchPool pool(int memory, int processors) {
    return new ScratchPool(memory, processors, cache -> new PieceScratch(new MergeTable(1), cache));
  }

  @Test
  void whatWasGivenBackIsLentAgain() {
    ScratchPool pool = pool(1 << 20, 2);
    PieceScratch first = pool.take();
    PieceScratch second = pool.take();
    assertNotSame(first, second);
    assertNotSame(first.cache(), second.cache());
    pool.giveBack(second);
    assertSame(second, pool.take());
  }

  @Test
  void threadsInExcessHaveNoCache() {
    ScratchPool pool = pool(1 << 20, 1);
    PieceScratch first = pool.take();
    PieceScratch second = pool.take();
    assertNotNull(first.cache());
    assertNull(second.cache());
    pool.giveBack(second);
    pool.giveBack(first);
    assertSame(first, pool.take());
  }

  @ParameterizedTest
  @CsvSource({"16777216, 1", "16777216, 2", "16777216, 96", "16777216, 1000", "100000, 4", "9, 9"})
  void allCachesTogetherTakeNoMoreThanIsAllowed(int memory, int processors) {
    ScratchPool pool = pool(memory, processors);
    List<PieceScratch> all = new ArrayList<>();
    for (int i = 0; i < processors + 2; i++) {
      all.add(pool.take());
    }
    long sum = all.stream().filter(s -> s.cache() != null).mapToLong(s -> s.cache().memory()).sum();
    assertTrue(sum <= memory, sum + " bytes");
    assertEquals(memory >= PieceCache.MIN_MEMORY, sum > 0);
  }

  @Test
  void noTwoThreadsHaveTheSameAtOnce() {
    ScratchPool pool = pool(1 << 20, 3);
    Set<PieceScratch> inUse = ConcurrentHashMap.newKeySet();
    IntStream.range(0, 20_000)
        .parallel()
        .forEach(
            i -> {
              PieceScratch scratch = pool.take();
              assertTrue(inUse.add(scratch));
              inUse.remove(scratch);
              pool.giveBack(scratch);
            });
  }
}
