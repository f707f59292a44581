package dev.stoa.tokenizer.pair;

/**
 * Merges the pairs of one piece: of all neighbours that can be merged, those with the lowest
 * priority, leftmost first, until none can.
 *
 * <p>Short pieces are searched from the left for each merge. Long ones keep their pairs in a queue,
 * which takes time in proportion to n instead of n squared. An instance holds the scratch arrays of
 * one thread.
 */
public final class PairMerger {

  /** Up to this many tokens a search is faster than a queue. */
  private static final int SHORT = 48;

  private final MergeTable table;
  private long[] pairs = new long[SHORT];
  private int[] next = {};
  private int[] previous = {};
  private final MergeQueue queue = new MergeQueue();

  /**
   * Has its scratch arrays made when they are needed.
   *
   * @param table the merges
   */
  public PairMerger(MergeTable table) {
    this.table = table;
  }

  /**
   * Merges in place.
   *
   * @param ids the ids of the piece, at the beginning of the array
   * @param count how many they are
   * @return how many are left
   */
  public int merge(int[] ids, int count) {
    return count <= SHORT ? mergeBySearch(ids, count) : mergeByQueue(ids, count);
  }

  private static int priority(long pair) {
    return (int) (pair >>> 32);
  }

  private int mergeBySearch(int[] ids, int initialCount) {
    int count = initialCount;
    for (int i = 0; i + 1 < count; i++) {
      pairs[i] = table.get(ids[i], ids[i + 1]);
    }
    while (count > 1) {
      int best = 0;
      for (int i = 1; i + 1 < count; i++) {
        if (priority(pairs[i]) < priority(pairs[best])) {
          best = i;
        }
      }
      if (pairs[best] == MergeTable.NONE) {
        break;
      }
      ids[best] = (int) pairs[best];
      count--;
      // Some few: a loop is faster than a call that copies.
      for (int i = best + 1; i < count; i++) {
        ids[i] = ids[i + 1];
        pairs[i - 1] = pairs[i];
      }
      if (best > 0) {
        pairs[best - 1] = table.get(ids[best - 1], ids[best]);
      }
      if (best + 1 < count) {
        pairs[best] = table.get(ids[best], ids[best + 1]);
      }
    }
    return count;
  }

  /**
   * Positions stay where they are and are linked; an entry of the queue is stale if its pair has
   * changed meanwhile.
   */
  private int mergeByQueue(int[] ids, int count) {
    prepare(ids, count);
    for (long entry = queue.take(); entry >= 0; entry = queue.take()) {
      int at = (int) entry;
      if (pairs[at] == MergeTable.NONE || priority(pairs[at]) != priority(entry)) {
        continue;
      }
      int swallowed = next[at];
      ids[at] = (int) pairs[at];
      pairs[swallowed] = MergeTable.NONE;
      next[at] = next[swallowed];
      if (next[at] < count) {
        previous[next[at]] = at;
      }
      renew(ids, at, count);
      if (at > 0) {
        renew(ids, previous[at], count);
      }
    }
    int left = 0;
    for (int at = 0; at < count; at = next[at]) {
      ids[left++] = ids[at];
    }
    return left;
  }

  private void prepare(int[] ids, int count) {
    if (next.length < count) {
      next = new int[count];
      previous = new int[count];
      pairs = new long[count];
    }
    queue.clear(count);
    for (int i = 0; i < count; i++) {
      next[i] = i + 1;
      previous[i] = i - 1;
      renew(ids, i, count);
    }
  }

  private void renew(int[] ids, int at, int count) {
    pairs[at] = next[at] < count ? table.get(ids[at], ids[next[at]]) : MergeTable.NONE;
    if (pairs[at] != MergeTable.NONE) {
      queue.put(priority(pairs[at]), at);
    }
  }
}
