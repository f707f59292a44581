package dev.stoa.tokenizer;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/**
 * The bytes of every token, one behind the other in one array, and the way back from bytes to the
 * id.
 */
final class Vocabulary {

  /** A place of the table without a token; its lower half is no id. */
  private static final long EMPTY = -1;

  private final byte[] data;
  private final int[] offsets;

  /** For each token its hash in the upper half and its id in the lower one, or {@link #EMPTY}. */
  private final long[] slots;

  /**
   * A vocabulary whose token i has the i-th bytes. A token of no bytes stands for no text and is
   * never found. Of two tokens with the same bytes the first is found.
   */
  Vocabulary(List<byte[]> tokens) {
    offsets = new int[tokens.size() + 1];
    for (int id = 0; id < tokens.size(); id++) {
      offsets[id + 1] = Math.addExact(offsets[id], tokens.get(id).length);
    }
    data = new byte[offsets[tokens.size()]];
    slots = new long[Integer.highestOneBit(Math.max(4, tokens.size())) * 4];
    Arrays.fill(slots, EMPTY);
    for (int id = 0; id < tokens.size(); id++) {
      byte[] token = tokens.get(id);
      System.arraycopy(token, 0, data, offsets[id], token.length);
      if (token.length > 0) {
        int hash = ByteHash.of(token, 0, token.length);
        int slot = slotOf(hash, token, 0, token.length);
        slots[slot] = slots[slot] == EMPTY ? (long) hash << 32 | id : slots[slot];
      }
    }
  }

  private int slotOf(int hash, byte[] bytes, int from, int to) {
    int mask = slots.length - 1;
    int slot = hash & mask;
    while (slots[slot] != EMPTY
        && ((int) (slots[slot] >>> 32) != hash || !isToken((int) slots[slot], bytes, from, to))) {
      slot = slot + 1 & mask;
    }
    return slot;
  }

  private boolean isToken(int id, byte[] bytes, int from, int to) {
    return Arrays.equals(data, offsets[id], offsets[id + 1], bytes, from, to);
  }

  int size() {
    return offsets.length - 1;
  }

  /** The id of the token with these bytes, or -1. */
  int find(byte[] bytes, int from, int to) {
    return from == to ? -1 : (int) slots[slotOf(ByteHash.of(bytes, from, to), bytes, from, to)];
  }

  /** The id of the token whose bytes are those of two tokens in a row, or -1. */
  int findJoined(int left, int right) {
    byte[] joined = Arrays.copyOf(bytes(left), length(left) + length(right));
    System.arraycopy(data, offsets[right], joined, length(left), length(right));
    return find(joined, 0, joined.length);
  }

  int length(int id) {
    return offsets[id + 1] - offsets[id];
  }

  /** A copy of the bytes of a token. */
  byte[] bytes(int id) {
    checkId(id, size());
    return Arrays.copyOfRange(data, offsets[id], offsets[id + 1]);
  }

  static void checkId(int id, int size) {
    if (id < 0 || id >= size) {
      throw new IllegalArgumentException(
          "id " + id + " is outside the vocabulary, whose ids are 0 to " + (size - 1));
    }
  }

  /** The text of the bytes of all tokens in a row. */
  String decode(int[] ids) {
    long length = 0;
    for (int id : ids) {
      checkId(id, size());
      length += length(id);
    }
    byte[] all = new byte[Math.toIntExact(length)];
    int end = 0;
    for (int id : ids) {
      System.arraycopy(data, offsets[id], all, end, length(id));
      end += length(id);
    }
    return new String(all, StandardCharsets.UTF_8);
  }
}
