package dev.stoa.tokenizer.pair;

import java.util.Arrays;
import java.util.List;

/**
 * The pairs of neighbouring tokens in training: for each its count and the positions where its left
 * token was seen. A pair has a fixed index; it is found by a hash table.
 */
final class PairCounts {

  private static final long FACTOR = 0x9E3779B97F4A7C15L;

  private long[] keys = new long[1 << 12];
  private long[] counts = new long[1 << 12];
  private int[][] positions = new int[1 << 12][];
  private int[] positionCounts = new int[1 << 12];
  private int[] lastStep = new int[1 << 12];
  private int[] slots = new int[1 << 13];
  private int size;
  private final PairOrder order;
  private final List<byte[]> tokens;

  /** No pairs yet, of tokens with these bytes, to which more may be added. */
  PairCounts(PairOrder order, List<byte[]> tokens) {
    this.order = order;
    this.tokens = tokens;
    Arrays.fill(slots, -1);
  }

  int size() {
    return size;
  }

  int left(int pair) {
    return (int) (keys[pair] >>> 32);
  }

  int right(int pair) {
    return (int) keys[pair];
  }

  long count(int pair) {
    return counts[pair];
  }

  /**
   * Whether a pair comes before another one: it is more frequent or, at equal counts, the order
   * says so.
   */
  boolean isBefore(long count, int pair, long otherCount, int other) {
    return count > otherCount
        || count == otherCount && order.isBefore(keys[pair], keys[other], tokens);
  }

  /** The index of a pair, which is made if there is none. */
  int index(int left, int right) {
    long key = (long) left << 32 | right;
    int mask = slots.length - 1;
    int slot = (int) (key * FACTOR >>> 32) & mask;
    while (slots[slot] >= 0) {
      if (keys[slots[slot]] == key) {
        return slots[slot];
      }
      slot = slot + 1 & mask;
    }
    slots[slot] = size;
    return append(key);
  }

  private int append(long key) {
    if (size == keys.length) {
      keys = Arrays.copyOf(keys, size * 2);
      counts = Arrays.copyOf(counts, size * 2);
      positions = Arrays.copyOf(positions, size * 2);
      positionCounts = Arrays.copyOf(positionCounts, size * 2);
      lastStep = Arrays.copyOf(lastStep, size * 2);
    }
    keys[size++] = key;
    if (size * 2 > slots.length) {
      growSlots();
    }
    return size - 1;
  }

  private void growSlots() {
    slots = new int[slots.length * 2];
    Arrays.fill(slots, -1);
    int mask = slots.length - 1;
    for (int pair = 0; pair < size; pair++) {
      int slot = (int) (keys[pair] * FACTOR >>> 32) & mask;
      while (slots[slot] >= 0) {
        slot = slot + 1 & mask;
      }
      slots[slot] = pair;
    }
  }

  /** The pair occurs so many times more, at a position. */
  void add(int pair, long times, int position) {
    counts[pair] += times;
    int used = positionCounts[pair];
    if (used == 0) {
      positions[pair] = new int[2];
    } else if (used == positions[pair].length) {
      positions[pair] =
          Arrays.copyOf(positions[pair], (int) Math.min(used * 3L / 2 + 4, Integer.MAX_VALUE - 16));
    }
    positions[pair][used] = position;
    positionCounts[pair] = used + 1;
  }

  /** Whether a pair is asked about for the first time in a step; steps are numbered from 1. */
  boolean isNewIn(int step, int pair) {
    boolean isNew = lastStep[pair] != step;
    lastStep[pair] = step;
    return isNew;
  }

  /** The pair occurs so many times less. Its position stays in the list, stale. */
  void subtract(int pair, long times) {
    counts[pair] -= times;
    if (counts[pair] == 0) {
      positions[pair] = null;
      positionCounts[pair] = 0;
    }
  }

  /** Removes a pair and gives its positions, stale ones among them, in the order they came. */
  int[] remove(int pair) {
    int[] taken = Arrays.copyOf(positions[pair], positionCounts[pair]);
    counts[pair] = 0;
    positions[pair] = null;
    positionCounts[pair] = 0;
    return taken;
  }
}
