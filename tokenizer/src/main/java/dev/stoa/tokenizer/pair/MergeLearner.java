package dev.stoa.tokenizer.pair;

import dev.stoa.tokenizer.Merge;
import dev.stoa.tokenizer.bytes.IntArray;
import dev.stoa.tokenizer.corpus.PieceCounts;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Learns merges from counted pieces. A merge changes the counts of its neighbours only where the
 * pair occurs, so a step costs the occurrences of its pair and not the length of the text.
 *
 * <p>All distinct pieces lie in one array, a slot for each first token (of byte pairs, a byte) and
 * one between pieces. The first slot of a token holds its id, its last one, if it has more than one
 * slot, minus their number: so both neighbours of a token are found without links.
 */
public final class MergeLearner {

  private static final int BETWEEN_PIECES = Integer.MIN_VALUE;
  private static final int WITHIN_TOKEN = Integer.MIN_VALUE + 1;

  /** The tokens that pieces consist of before anything is merged. */
  public interface Alphabet {

    /**
     * The bytes of these tokens, in the order of their ids.
     *
     * @return the bytes of each
     */
    List<byte[]> tokens();

    /**
     * Adds the ids of a piece; none if nothing is to be learned from it.
     *
     * @param piece the bytes of the piece
     * @param ids takes the ids
     */
    void addIds(byte[] piece, IntArray ids);

    /**
     * The bytes of the token that a merge makes.
     *
     * @param left the bytes of the first token
     * @param right the bytes of the second
     * @return the bytes of both
     */
    byte[] joined(byte[] left, byte[] right);
  }

  private final Alphabet alphabet;
  private final int[] slots;
  private final int[] pieceOfSlot;
  private final PieceCounts pieces;
  private final List<byte[]> tokens = new ArrayList<>();
  private final IntArray lengths = new IntArray(1 << 10);
  private final Map<String, Integer> idOfToken = new HashMap<>();
  private final List<Merge> merges = new ArrayList<>();
  private final PairCounts pairs;
  private final PairQueue queue;
  private final IntArray grown = new IntArray(64);

  /**
   * Takes counted pieces, what they consist of, and an order.
   *
   * @param pieces the counts
   * @param alphabet what the pieces consist of before anything is merged
   * @param order which of equally frequent pairs is merged first
   */
  public MergeLearner(PieceCounts pieces, Alphabet alphabet, PairOrder order) {
    this.pieces = pieces;
    this.alphabet = alphabet;
    pairs = new PairCounts(order, tokens);
    queue = new PairQueue(pairs);
    for (byte[] token : alphabet.tokens()) {
      addToken(token, 1);
    }
    // No piece has more first tokens than bytes.
    long length = (long) pieces.length() + pieces.size() + 1;
    if (length > Integer.MAX_VALUE - 16) {
      throw new IllegalArgumentException(
          "the distinct pieces of the text have more than 2 GB together; give a part of it");
    }
    slots = new int[(int) length];
    pieceOfSlot = new int[(int) length];
    Arrays.fill(slots, BETWEEN_PIECES);
    int next = 1;
    for (int piece = 0; piece < pieces.size(); piece++) {
      grown.clear();
      alphabet.addIds(pieces.bytes(piece), grown);
      for (int i = 0; i < grown.size(); i++) {
        pieceOfSlot[next] = piece;
        slots[next++] = grown.get(i);
      }
      next++;
    }
    grown.clear();
    countPairs();
  }

  private void countPairs() {
    for (int slot = 1; slot + 1 < slots.length; slot++) {
      if (slots[slot] >= 0 && slots[slot + 1] >= 0) {
        int pair = pairs.index(slots[slot], slots[slot + 1]);
        pairs.add(pair, pieces.count(pieceOfSlot[slot]), slot);
      }
    }
    for (int pair = 0; pair < pairs.size(); pair++) {
      queue.put(pair);
    }
  }

  /**
   * Adds a token, or gives the id of the one with these bytes: a vocabulary names a token by its
   * bytes.
   */
  private int addToken(byte[] token, int length) {
    Integer id = idOfToken.putIfAbsent(key(token), tokens.size());
    if (id != null) {
      return id;
    }
    tokens.add(token);
    lengths.add(length);
    return tokens.size() - 1;
  }

  private static String key(byte[] token) {
    return new String(token, StandardCharsets.ISO_8859_1);
  }

  /**
   * The bytes of every token learned so far.
   *
   * @return the bytes of each, in the order of their ids; it grows
   */
  public List<byte[]> tokens() {
    return tokens;
  }

  /**
   * The merges learned so far.
   *
   * @return the merges, the first one first; it grows
   */
  public List<Merge> merges() {
    return merges;
  }

  /**
   * Learns one merge: of the most frequent pair and, of those, the one that comes first in their
   * order.
   *
   * @return whether there was a pair to merge
   */
  public boolean learn() {
    int pair = queue.take();
    if (pair < 0) {
      return false;
    }
    int left = pairs.left(pair);
    int right = pairs.right(pair);
    byte[] joined = alphabet.joined(tokens.get(left), tokens.get(right));
    int merged = addToken(joined, length(left) + length(right));
    merges.add(new Merge(left, right));
    // A pair gets its positions in one pass from left to right, when the later of its tokens is
    // made. So of overlapping occurrences, as in aaa, the leftmost comes first.
    for (int slot : pairs.remove(pair)) {
      if (slots[slot] == left && slots[slot + length(left)] == right) {
        mergeAt(slot, left, right, merged);
      }
    }
    for (int i = 0; i < grown.size(); i++) {
      if (pairs.count(grown.get(i)) > 0) {
        queue.put(grown.get(i));
      }
    }
    grown.clear();
    return true;
  }

  private int length(int id) {
    return lengths.get(id);
  }

  private void mergeAt(int slot, int left, int right, int merged) {
    long times = pieces.count(pieceOfSlot[slot]);
    int middle = slot + length(left);
    int behind = middle + length(right);
    if (slots[slot - 1] != BETWEEN_PIECES) {
      int before = slots[slot - 1] >= 0 ? slot - 1 : slot + slots[slot - 1];
      exchange(slots[before], left, slots[before], merged, times, before);
    }
    if (slots[behind] != BETWEEN_PIECES) {
      exchange(right, slots[behind], merged, slots[behind], times, slot);
    }
    slots[middle] = WITHIN_TOKEN;
    slots[slot] = merged;
    slots[behind - 1] = slot - behind;
  }

  /** One pair at a position becomes another. */
  private void exchange(int left, int right, int newLeft, int newRight, long times, int position) {
    pairs.subtract(pairs.index(left, right), times);
    int pair = pairs.index(newLeft, newRight);
    pairs.add(pair, times, position);
    if (pairs.isNewIn(merges.size(), pair)) {
      grown.add(pair);
    }
  }
}
