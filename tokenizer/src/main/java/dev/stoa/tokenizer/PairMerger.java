package dev.stoa.tokenizer;

import java.util.Arrays;

/**
 * Merges the pairs of one piece: of all neighbours that can be merged, those with the lowest
 * priority, leftmost first, until none can.
 *
 * <p>Short pieces are searched from the left for each merge. Long ones keep their pairs in a heap,
 * which takes time n log n instead of n squared. An instance holds the scratch arrays of one
 * thread.
 */
final class PairMerger {

  /** Up to this many tokens a search is faster than a heap. */
  private static final int SHORT = 48;

  private final MergeTable table;
  private long[] pairs = new long[SHORT];
  private int[] next = {};
  private int[] previous = {};
  private long[] heap = {};
  private int heapSize;

  PairMerger(MergeTable table) {
    this.table = table;
  }

  /**
   * Merges in place.
   *
   * @param ids the ids of the piece, at the beginning of the array
   * @param count how many they are
   * @return how many are left
   */
  int merge(int[] ids, int count) {
    return count <= SHORT ? mergeBySearch(ids, count) : mergeByHeap(ids, count);
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
   * Positions stay where they are and are linked; an entry of the heap is stale if its pair has
   * changed meanwhile.
   */
  private int mergeByHeap(int[] ids, int count) {
    prepare(ids, count);
    while (heapSize > 0) {
      long top = pop();
      int at = (int) top;
      if (pairs[at] == MergeTable.NONE || priority(pairs[at]) != priority(top)) {
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
    if (heap.length < count) {
      heap = new long[count];
    }
    heapSize = 0;
    for (int i = 0; i < count; i++) {
      next[i] = i + 1;
      previous[i] = i - 1;
      pairs[i] = i + 1 < count ? table.get(ids[i], ids[i + 1]) : MergeTable.NONE;
      if (pairs[i] != MergeTable.NONE) {
        heap[heapSize++] = entry(i);
      }
    }
    for (int i = heapSize / 2 - 1; i >= 0; i--) {
      sink(i);
    }
  }

  private long entry(int at) {
    return (long) priority(pairs[at]) << 32 | at;
  }

  private void renew(int[] ids, int at, int count) {
    pairs[at] = next[at] < count ? table.get(ids[at], ids[next[at]]) : MergeTable.NONE;
    if (pairs[at] != MergeTable.NONE) {
      push(entry(at));
    }
  }

  private void push(long entry) {
    if (heapSize == heap.length) {
      heap = Arrays.copyOf(heap, heap.length * 2);
    }
    int child = heapSize++;
    while (child > 0 && heap[(child - 1) / 2] > entry) {
      heap[child] = heap[(child - 1) / 2];
      child = (child - 1) / 2;
    }
    heap[child] = entry;
  }

  private long pop() {
    long top = heap[0];
    heap[0] = heap[--heapSize];
    if (heapSize > 0) {
      sink(0);
    }
    return top;
  }

  private void sink(int start) {
    long entry = heap[start];
    int parent = start;
    while (2 * parent + 1 < heapSize) {
      int child = 2 * parent + 1;
      if (child + 1 < heapSize && heap[child + 1] < heap[child]) {
        child++;
      }
      if (heap[child] >= entry) {
        break;
      }
      heap[parent] = heap[child];
      parent = child;
    }
    heap[parent] = entry;
  }
}
