package dev.stoa.tokenizer.pair;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.Function;

/**
 * Lends each thread that encodes a cache of its own, so that no thread ever waits for another or
 * sees a cache that another changes.
 *
 * <p>There is one cache for each processor, and all of them together take no more memory than was
 * asked for; each is made when it is first needed. If more threads than processors encode at once,
 * those in excess work without a cache.
 */
final class ScratchPool {

  /** More memory than this does not make one cache better. */
  private static final int MAX_MEMORY_OF_ONE = 1 << 22;

  private final Function<PieceCache, PieceScratch> maker;
  private final int memoryOfOne;
  private final AtomicReferenceArray<PieceScratch> free;
  private final AtomicInteger made = new AtomicInteger();

  /**
   * An empty pool.
   *
   * @param memory bytes of all caches together
   * @param processors the most caches
   * @param maker makes what a thread works with, given its cache or null
   */
  ScratchPool(int memory, int processors, Function<PieceCache, PieceScratch> maker) {
    this.maker = maker;
    int caches = Math.min(processors, memory / PieceCache.MIN_MEMORY);
    memoryOfOne =
        caches == 0 ? 0 : Math.min(MAX_MEMORY_OF_ONE, Integer.highestOneBit(memory / caches));
    free = new AtomicReferenceArray<>(caches);
  }

  /** What the calling thread may work with until it is given back. */
  PieceScratch take() {
    for (int i = 0; i < free.length(); i++) {
      PieceScratch scratch = free.get(i) == null ? null : free.getAndSet(i, null);
      if (scratch != null) {
        return scratch;
      }
    }
    boolean mayMake = made.get() < free.length() && made.getAndIncrement() < free.length();
    return maker.apply(mayMake ? new PieceCache(memoryOfOne) : null);
  }

  /** Takes it back; what has no cache is not worth keeping. */
  void giveBack(PieceScratch scratch) {
    if (scratch.cache() == null) {
      return;
    }
    // There is a place for each cache, but others may take and give back meanwhile.
    int place = 0;
    while (!free.compareAndSet(place, null, scratch)) {
      place = (place + 1) % free.length();
    }
  }
}
