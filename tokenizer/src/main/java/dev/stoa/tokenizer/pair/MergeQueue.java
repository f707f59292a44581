package dev.stoa.tokenizer.pair;

import java.util.Arrays;

/**
 * Positions of pairs, in the order in which they are to be merged: the lowest priority first, of
 * equal ones the leftmost.
 *
 * <p>Priorities are far fewer than positions, and what merging makes is usually merged later than
 * what it was made of. So positions of one priority wait in a list, and a heap holds the priorities
 * alone: n positions take time in proportion to n, where a heap of positions takes n log n. What
 * comes too late for its list goes into the heap itself. An entry stays when its pair is no more;
 * who takes it must look.
 */
final class MergeQueue {
  private static final int NONE = -1;

  /** In place of a position: all that wait in the list of a priority. */
  private static final int LIST = -1;

  private long[] heap = new long[16];
  private int heapSize;

  /** Entries of the lists: a position, and the entry before it in its list. */
  private int[] position = {};

  private int[] before = {};
  private int entries;

  /** From a priority to the last entry of its list: a hash table with open addressing. */
  private int[] priorities = {};

  private int[] last = {};
  private int lists;

  /** What is left of the list that is taken: from batchAt, of one priority. */
  private int[] batch = {};

  private int batchAt;
  private int batchSize;
  private int current;

  /**
   * Begins again, empty.
   *
   * @param positions about as many as will come
   */
  void clear(int positions) {
    heapSize = 0;
    entries = 0;
    batchAt = 0;
    batchSize = 0;
    current = -1;
    lists = 0;
    if (position.length < positions) {
      position = new int[positions];
      before = new int[positions];
    }
    if (priorities.length == 0) {
      priorities = new int[64];
      last = new int[64];
    }
    Arrays.fill(priorities, NONE);
  }

  void put(int priority, int at) {
    if (priority <= current) {
      push((long) priority << 32 | at);
      return;
    }
    if (entries == position.length) {
      position = Arrays.copyOf(position, 2 * entries + 1);
      before = Arrays.copyOf(before, 2 * entries + 1);
    }
    int list = list(priority);
    if (last[list] == NONE) {
      push((long) priority << 32 | LIST & 0xFFFFFFFFL);
    }
    position[entries] = at;
    before[entries] = last[list];
    last[list] = entries++;
  }

  /**
   * The next entry, priority in the upper half and position in the lower, or -1 if there is none.
   */
  long take() {
    while (true) {
      boolean waiting = batchAt < batchSize;
      long first = waiting ? (long) current << 32 | batch[batchAt] : Long.MAX_VALUE;
      if (heapSize == 0 || waiting && first <= heap[0]) {
        batchAt++;
        return waiting ? first : -1;
      }
      long top = pop();
      if ((int) top != LIST) {
        return top;
      }
      current = (int) (top >>> 32);
      takeList(list(current));
    }
  }

  private void takeList(int list) {
    batchSize = 0;
    for (int entry = last[list]; entry != NONE; entry = before[entry]) {
      batchSize++;
    }
    if (batch.length < batchSize) {
      batch = new int[Math.max(batchSize, 2 * batch.length)];
    }
    int at = batchSize;
    boolean ascending = true;
    for (int entry = last[list]; entry != NONE; entry = before[entry]) {
      batch[--at] = position[entry];
      ascending &= at + 1 == batchSize || batch[at] <= batch[at + 1];
    }
    if (!ascending) {
      Arrays.sort(batch, 0, batchSize);
    }
    batchAt = 0;
    last[list] = NONE;
  }

  /** The place of a priority in the hash table, where it is put if it is new. */
  private int list(int priority) {
    if (2 * lists >= priorities.length) {
      grow();
    }
    int place = place(priority);
    if (priorities[place] == NONE) {
      priorities[place] = priority;
      last[place] = NONE;
      lists++;
    }
    return place;
  }

  private int place(int priority) {
    int place = priority * 0x9E3779B9 >>> Integer.numberOfLeadingZeros(priorities.length) + 1;
    while (priorities[place] != priority && priorities[place] != NONE) {
      place = place + 1 & priorities.length - 1;
    }
    return place;
  }

  private void grow() {
    int[] oldPriorities = priorities;
    int[] oldLast = last;
    priorities = new int[2 * oldPriorities.length];
    last = new int[priorities.length];
    Arrays.fill(priorities, NONE);
    for (int i = 0; i < oldPriorities.length; i++) {
      if (oldPriorities[i] != NONE) {
        int place = place(oldPriorities[i]);
        priorities[place] = oldPriorities[i];
        last[place] = oldLast[i];
      }
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
    long entry = heap[--heapSize];
    int parent = 0;
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
    return top;
  }
}
