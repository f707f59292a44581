package dev.stoa.kernel;

/**
 * Divides work between threads: what a kernel sees of {@code dev.stoa.runtime.Workers}.
 *
 * <p>Work is a range of outputs that do not depend on each other, cut into chunks as long as its
 * kernel says. A kernel chooses that from sizes alone, or so that an output's bits are the same in
 * any chunk: they never depend on the number of threads.
 */
@FunctionalInterface
public interface Sharing {
  /** Multiply-adds in a chunk that are worth being handed to another thread. */
  int WORTHWHILE = 65_536;

  /** All chunks run on the caller's thread, one after the other. */
  Sharing ALONE =
      (size, grain, task) -> {
        for (int from = 0; from < size; from += grain) {
          task.run(from, Math.min(size, from + grain));
        }
      };

  /**
   * Runs a task over a range and returns when all of it is done. Each chunk has {@code grain}
   * outputs, the last one what is left.
   *
   * @param size outputs in all; 0 does nothing
   * @param grain outputs in a chunk, at least 1, chosen from sizes and not from the threads, unless
   *     an output has the same bits in any chunk
   * @param task the work, called once for each chunk from any of the threads; it must not share
   *     work of its own
   */
  void forRange(int size, int grain, RangeTask task);

  /**
   * How many threads share the work. Only ways to the same bits may be chosen by it.
   *
   * @return at least 1
   */
  default int threads() {
    return 1;
  }

  /**
   * Outputs in a chunk that is worth being handed to another thread.
   *
   * @param costOfOne multiply-adds that one output takes
   * @param unit the result is a multiple of this
   * @return at least unit
   */
  static int grain(long costOfOne, int unit) {
    long units = WORTHWHILE / Math.max(1, costOfOne) / unit;
    return unit * (int) Math.max(1, units);
  }
}
