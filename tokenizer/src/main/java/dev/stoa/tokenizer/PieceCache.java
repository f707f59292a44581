package dev.stoa.tokenizer;

import java.util.Arrays;

/**
 * The ids of pieces that were encoded before, so that a frequent word is merged once.
 *
 * <p>It holds 65,536 pieces of at most 32 bytes and 16 ids: below 13 MB in any case. A new piece
 * takes the place of an older one. Threads share it without locks: an entry never changes after it
 * was made, and a race can only lose one, not damage it.
 */
final class PieceCache {

  static final int MAX_BYTES = 32;
  private static final int MAX_IDS = 16;
  private static final int SLOTS = 1 << 16;

  private record Entry(int hash, byte[] piece, int[] ids) {

    boolean isFor(int hash, byte[] text, int from, int to) {
      return this.hash == hash && Arrays.equals(piece, 0, piece.length, text, from, to);
    }
  }

  private final Entry[] entries = new Entry[SLOTS];

  private static int slotOf(int hash) {
    return hash & SLOTS - 1;
  }

  /** The ids of a piece, not to be changed, or null. */
  int[] find(int hash, byte[] text, int from, int to) {
    int slot = slotOf(hash);
    Entry entry = entries[slot];
    if (entry != null && entry.isFor(hash, text, from, to)) {
      return entry.ids;
    }
    entry = entries[slot ^ 1];
    return entry != null && entry.isFor(hash, text, from, to) ? entry.ids : null;
  }

  /** Remembers a piece if it is small enough. */
  void put(int hash, byte[] text, int from, int to, int[] ids, int count) {
    if (count > MAX_IDS) {
      return;
    }
    int slot = slotOf(hash);
    int place = entries[slot] == null ? slot : slot ^ 1;
    entries[place] = new Entry(hash, Arrays.copyOfRange(text, from, to), Arrays.copyOf(ids, count));
  }
}
