package dev.stoa.tokenizer.bytes;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/**
 * The bytes of every token, one behind the other in one array, and the way back from bytes to the
 * id.
 */
public final class Vocabulary {

  /** A place of the table without a token; its lower half is no id. */
  private static final long EMPTY = -1;

  private final byte[] data;
  private final int[] offsets;

  /** For each token its hash in the upper half and its id in the lower one, or {@link #EMPTY}. */
  private final long[] slots;

  /**
   * A vocabulary whose token i has the i-th bytes. A token of no bytes stands for no text and is
   * never found. Of two tokens with the same bytes the first is found.
   *
   * @param tokens the bytes of each token, in the order of their ids
   */
  public Vocabulary(List<byte[]> tokens) {
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

  /**
   * The number of tokens.
   *
   * @return how many there are
   */
  public int size() {
    return offsets.length - 1;
  }

  /**
   * Finds a token by its bytes.
   *
   * @param bytes where they are
   * @param from where they begin
   * @param to where they end
   * @return the id, or -1 if there is no such token
   */
  public int find(byte[] bytes, int from, int to) {
    return from == to ? -1 : (int) slots[slotOf(ByteHash.of(bytes, from, to), bytes, from, to)];
  }

  /**
   * Finds the token whose bytes are those of two tokens in a row.
   *
   * @param left the id of the first
   * @param right the id of the second
   * @return the id, or -1 if there is no such token
   */
  public int findJoined(int left, int right) {
    byte[] joined = Arrays.copyOf(bytes(left), length(left) + length(right));
    System.arraycopy(data, offsets[right], joined, length(left), length(right));
    return find(joined, 0, joined.length);
  }

  /**
   * The number of bytes of a token.
   *
   * @param id the id of the token
   * @return the number
   */
  public int length(int id) {
    return offsets[id + 1] - offsets[id];
  }

  /**
   * A copy of the bytes of a token.
   *
   * @param id the id of the token
   * @return an array of the caller's own
   * @throws IllegalArgumentException if the id is outside the vocabulary
   */
  public byte[] bytes(int id) {
    checkId(id, size());
    return Arrays.copyOfRange(data, offsets[id], offsets[id + 1]);
  }

  /**
   * Refuses an id outside a vocabulary.
   *
   * @param id the id
   * @param size the size of the vocabulary
   * @throws IllegalArgumentException if the id is outside; the message names the limit
   */
  public static void checkId(int id, int size) {
    if (id < 0 || id >= size) {
      throw new IllegalArgumentException(
          "id " + id + " is outside the vocabulary, whose ids are 0 to " + (size - 1));
    }
  }

  /**
   * The text of the bytes of all tokens in a row.
   *
   * @param ids the ids
   * @return the text, in which bytes that are no UTF-8 are U+FFFD
   * @throws IllegalArgumentException if an id is outside the vocabulary
   */
  public String decode(int[] ids) {
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
