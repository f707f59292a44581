package dev.stoa.tokenizer.pair;

import java.util.Arrays;

/**
 * The pairs in the order in which they are to be merged: a heap. A count that has fallen since a
 * pair was put in is noticed when the pair comes out, and the pair goes in again; a pair whose
 * count has risen must be put in again at once.
 */
final class PairQueue {

  private final PairCounts pairs;
  private long[] counts = new long[1 << 12];
  private int[] heap = new int[1 << 12];
  private int size;

  PairQueue(PairCounts pairs) {
    this.pairs = pairs;
  }

  /** Puts a pair in with its count of now. */
  void put(int pair) {
    if (size == heap.length) {
      heap = Arrays.copyOf(heap, size * 2);
      counts = Arrays.copyOf(counts, size * 2);
    }
    long count = pairs.count(pair);
    int child = size++;
    while (child > 0) {
      int parent = (child - 1) / 2;
      if (!pairs.isBefore(count, pair, counts[parent], heap[parent])) {
        break;
      }
      set(child, counts[parent], heap[parent]);
      child = parent;
    }
    set(child, count, pair);
  }

  private void set(int place, long count, int pair) {
    counts[place] = count;
    heap[place] = pair;
  }

  /** The pair to be merged next, which is taken out, or -1 if no pair is left. */
  int take() {
    while (size > 0) {
      int pair = heap[0];
      long count = counts[0];
      removeFirst();
      if (count == pairs.count(pair) && count > 0) {
        return pair;
      }
      if (pairs.count(pair) > 0) {
        put(pair);
      }
    }
    return -1;
  }

  private void removeFirst() {
    size--;
    long count = counts[size];
    int pair = heap[size];
    int parent = 0;
    while (2 * parent + 1 < size) {
      int child = 2 * parent + 1;
      if (child + 1 < size
          && pairs.isBefore(counts[child + 1], heap[child + 1], counts[child], heap[child])) {
        child++;
      }
      if (!pairs.isBefore(counts[child], heap[child], count, pair)) {
        break;
      }
      set(parent, counts[child], heap[child]);
      parent = child;
    }
    set(parent, count, pair);
  }
}
