package dev.stoa.tokenizer.pair;

import dev.stoa.tokenizer.bytes.ByteHash;
import dev.stoa.tokenizer.bytes.IdSink;
import java.util.Arrays;

/**
 * The ids of pieces that were encoded before, so that a frequent word is merged once. For one
 * thread at a time.
 *
 * <p>A hash table with open addressing. An entry is four longs: the first sixteen bytes of the
 * piece in two, its first id with the number of ids and the number of bytes in the third, so that
 * most pieces are found at one place and without a comparison byte by byte. The fourth says where
 * the other bytes, eight in a long, and behind them the other ids stand in a second array. When
 * that is full, all is forgotten.
 *
 * <p>A piece is within some entries of the one that its hash names, or not there: whoever makes
 * pieces of equal hash gets a cache that does not help, and no slower one.
 */
final class PieceCache {

  /** The longest piece that is kept, in bytes. */
  static final int MAX_BYTES = 127;

  /** The least memory of a cache, in bytes: room for many of the longest pieces. */
  static final int MIN_MEMORY = 1 << 16;

  /** What {@link #find} gives for an unknown piece. */
  static final int NONE = -1;

  private static final int ENTRY = 4;
  private static final int PROBES = 8;

  private final long[] table;
  private final long[] others;
  private int endOfOthers;

  /**
   * An empty cache.
   *
   * @param memory its memory in bytes, at least {@link #MIN_MEMORY}
   */
  PieceCache(int memory) {
    table = new long[Integer.highestOneBit(memory) / 2 / Long.BYTES];
    others = new long[memory / Long.BYTES - table.length];
  }

  /** The memory of the two arrays, in bytes. */
  long memory() {
    return (long) Long.BYTES * (table.length + others.length);
  }

  /** The index in the table of the n-th entry from the one that a hash names. */
  private int index(int hash, int n) {
    return (hash + n) * ENTRY & table.length - 1;
  }

  /** What the third long of an entry has in its lower half; never 0, which it is when empty. */
  private static int sizes(int length, int count) {
    return count << 8 | length;
  }

  private static int length(long head) {
    return (byte) head;
  }

  private static int count(long head) {
    return (int) head >>> 8;
  }

  /** The longs of the bytes behind the sixteenth. */
  private static int otherWords(int length) {
    return Math.max(0, length - 16 + 7 >> 3);
  }

  /**
   * Where a piece is, good until the next {@link #put}, or {@link #NONE}.
   *
   * @param hash {@link ByteHash#of} the piece
   * @param text where the piece is, from {@code from} to {@code to}, at most {@link #MAX_BYTES}
   */
  int find(int hash, byte[] text, int from, int to) {
    long first = ByteHash.word(text, from, to);
    for (int n = 0; n < PROBES; n++) {
      int at = index(hash, n);
      long head = table[at + 2];
      if (table[at] == first
          && length(head) == to - from
          && (to - from <= 8 || hasRest(at, text, from, to))) {
        return at;
      }
      if (head == 0) {
        return NONE;
      }
    }
    return NONE;
  }

  private boolean hasRest(int entry, byte[] text, int from, int to) {
    if (table[entry + 1] != ByteHash.word(text, from + 8, to)) {
      return false;
    }
    int at = (int) table[entry + 3];
    for (int i = from + 16; i < to; i += 8) {
      if (others[at++] != ByteHash.word(text, i, to)) {
        return false;
      }
    }
    return true;
  }

  /** Gives the ids of the piece at a place. */
  void addIds(int at, IdSink out) {
    long head = table[at + 2];
    out.add((int) (head >>> 32));
    int count = count(head);
    if (count > 1) {
      int begin = (int) table[at + 3] + otherWords(length(head));
      for (int i = begin; i < begin + count - 1; i++) {
        out.add((int) others[i]);
      }
    }
  }

  /**
   * Keeps the ids of a piece that {@link #find} does not know.
   *
   * @param ids the ids, at the beginning of the array
   * @param count how many they are, 1 to the number of bytes of the piece
   */
  void put(int hash, byte[] text, int from, int to, int[] ids, int count) {
    int length = to - from;
    if (endOfOthers + otherWords(length) + count - 1 > others.length) {
      Arrays.fill(table, 0);
      endOfOthers = 0;
    }
    int n = 0;
    while (n < PROBES && table[index(hash, n) + 2] != 0) {
      n++;
    }
    // Where no entry is empty, the first makes room.
    int at = index(hash, n % PROBES);
    table[at] = ByteHash.word(text, from, to);
    table[at + 1] = length > 8 ? ByteHash.word(text, from + 8, to) : 0;
    table[at + 2] = (long) ids[0] << 32 | sizes(length, count);
    table[at + 3] = endOfOthers;
    for (int i = from + 16; i < to; i += 8) {
      others[endOfOthers++] = ByteHash.word(text, i, to);
    }
    for (int i = 1; i < count; i++) {
      others[endOfOthers++] = ids[i];
    }
  }
}
