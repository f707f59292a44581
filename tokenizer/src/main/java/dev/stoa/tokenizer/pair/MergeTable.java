package dev.stoa.tokenizer.pair;

import java.util.Arrays;

/**
 * From a pair of ids to the priority of merging them and the id that comes out: a hash table with
 * open addressing in one array of longs, key beside value.
 *
 * <p>Most pairs of a text are not merged, and the table is larger than a processor's cache. So one
 * bit for each of some hashes, four times as many as the table has places, says beforehand that no
 * pair with this hash is there.
 */
public final class MergeTable {

  /** The value of a pair that is not merged. Its priority is behind all others. */
  static final long NONE = Long.MAX_VALUE;

  private static final long EMPTY = -1;
  private static final long FACTOR = 0x9E3779B97F4A7C15L;

  private final int shift;
  private final long[] table;
  private final long[] filter;

  /**
   * An empty table with room for a number of merges.
   *
   * @param merges how many there will be
   */
  public MergeTable(int merges) {
    int bits = Math.max(3, 33 - Integer.numberOfLeadingZeros(merges));
    if (bits > 28) {
      throw new IllegalArgumentException(merges + " merges are more than a table holds");
    }
    shift = 64 - bits;
    table = new long[2 << bits];
    Arrays.fill(table, EMPTY);
    filter = new long[Math.max(1, (4 << bits) / Long.SIZE)];
  }

  private static long key(int left, int right) {
    return (long) left << 32 | right;
  }

  /** Two bits more than a place of the table has. */
  private int hash(long key) {
    return (int) (key * FACTOR >>> shift - 2);
  }

  private int slotOf(long key, int hash) {
    int slot = (hash >>> 2) * 2;
    while (table[slot] != key && table[slot] != EMPTY) {
      slot = slot + 2 & table.length - 1;
    }
    return slot;
  }

  /**
   * Adds a merge unless the pair is there already.
   *
   * @param left the first id of the pair
   * @param right the second one
   * @param priority when it is merged; the lowest comes first
   * @param merged the id that comes out
   * @return whether the pair is new
   */
  public boolean put(int left, int right, int priority, int merged) {
    long key = key(left, right);
    int hash = hash(key);
    int slot = slotOf(key, hash);
    if (table[slot] == key) {
      return false;
    }
    filter[hash >>> 6] |= 1L << hash;
    table[slot] = key;
    table[slot + 1] = (long) priority << 32 | merged;
    return true;
  }

  /**
   * The priority (upper half; lower is first) and the merged id (lower half) of a pair, or {@link
   * #NONE}.
   */
  long get(int left, int right) {
    long key = key(left, right);
    int hash = hash(key);
    if ((filter[hash >>> 6] >>> hash & 1) == 0) {
      return NONE;
    }
    int slot = slotOf(key, hash);
    return table[slot] == EMPTY ? NONE : table[slot + 1];
  }
}
