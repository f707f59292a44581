package dev.stoa.tokenizer.corpus;

import dev.stoa.tokenizer.PreTokenizer;
import dev.stoa.tokenizer.bytes.ByteHash;
import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * How often each distinct piece occurs: a hash table over byte ranges that are copied into one
 * array.
 */
public final class PieceCounts {

  private byte[] data = new byte[1 << 16];
  private int[] ends = new int[1 << 12];
  private long[] counts = new long[1 << 12];
  private int[] slots = new int[1 << 13];
  private int size;

  /** Nothing is counted yet. */
  public PieceCounts() {
    Arrays.fill(slots, -1);
  }

  /**
   * The number of distinct pieces.
   *
   * @return how many there are
   */
  public int size() {
    return size;
  }

  /**
   * The number of bytes of all distinct pieces together.
   *
   * @return how many there are
   */
  public int length() {
    return start(size);
  }

  /** Forgets everything. */
  void clear() {
    Arrays.fill(slots, -1);
    size = 0;
  }

  /**
   * Counts the pieces of a text.
   *
   * @param text UTF-8
   * @param split splits it
   */
  public void addText(byte[] text, PreTokenizer split) {
    for (int start = 0; start < text.length; ) {
      int end = split.end(text, start, text.length);
      add(text, start, end, 1);
      start = end;
    }
  }

  /**
   * Counts a piece that has these bytes.
   *
   * @param piece all of its bytes
   */
  public void add(byte[] piece) {
    add(piece, 0, piece.length, 1);
  }

  /** Adds all that others have counted. */
  void addAll(PieceCounts others) {
    for (int piece = 0; piece < others.size; piece++) {
      add(others.data, others.start(piece), others.ends[piece], others.counts[piece]);
    }
  }

  /**
   * Counts a piece so many times more.
   *
   * @param text where its bytes are
   * @param from where they begin
   * @param to where they end
   * @param times how often
   */
  public void add(byte[] text, int from, int to, long times) {
    int slot = slotOf(text, from, to);
    if (slots[slot] >= 0) {
      counts[slots[slot]] += times;
      return;
    }
    int start = start(size);
    if (to - from > Integer.MAX_VALUE - 16 - start) {
      throw new IllegalArgumentException(
          "the distinct pieces of the text have more than 2 GB together; give a part of it");
    }
    if (start + (to - from) > data.length) {
      long doubled = Math.max(data.length * 2L, (long) start + to - from);
      data = Arrays.copyOf(data, (int) Math.min(doubled, Integer.MAX_VALUE - 16));
    }
    if (size == ends.length) {
      ends = Arrays.copyOf(ends, size * 2);
      counts = Arrays.copyOf(counts, size * 2);
    }
    System.arraycopy(text, from, data, start, to - from);
    ends[size] = start + (to - from);
    counts[size] = times;
    slots[slot] = size++;
    if (size * 2 > slots.length) {
      growSlots();
    }
  }

  private int slotOf(byte[] text, int from, int to) {
    int mask = slots.length - 1;
    int slot = ByteHash.of(text, from, to) & mask;
    while (slots[slot] >= 0
        && !Arrays.equals(data, start(slots[slot]), ends[slots[slot]], text, from, to)) {
      slot = slot + 1 & mask;
    }
    return slot;
  }

  private void growSlots() {
    slots = new int[slots.length * 2];
    Arrays.fill(slots, -1);
    int mask = slots.length - 1;
    for (int piece = 0; piece < size; piece++) {
      int slot = ByteHash.of(data, start(piece), ends[piece]) & mask;
      while (slots[slot] >= 0) {
        slot = slot + 1 & mask;
      }
      slots[slot] = piece;
    }
  }

  /** Where the bytes of a piece begin in {@link #data}. */
  int start(int piece) {
    return piece == 0 ? 0 : ends[piece - 1];
  }

  /** Where the bytes of a piece end. */
  int end(int piece) {
    return ends[piece];
  }

  /** The byte at a place, 0 to 255. */
  int byteAt(int place) {
    return data[place] & 0xFF;
  }

  /**
   * How often a piece occurred.
   *
   * @param text where its bytes are
   * @param from where they begin
   * @param to where they end
   * @return the count, 0 if it did not
   */
  public long count(byte[] text, int from, int to) {
    int piece = slots[slotOf(text, from, to)];
    return piece < 0 ? 0 : counts[piece];
  }

  /**
   * The pieces in the order of their bytes, which does not depend on the order of counting.
   *
   * @return the numbers of the pieces
   */
  public int[] sorted() {
    return IntStream.range(0, size)
        .boxed()
        .sorted((a, b) -> Arrays.compareUnsigned(data, start(a), ends[a], data, start(b), ends[b]))
        .mapToInt(Integer::intValue)
        .toArray();
  }

  /**
   * A copy of the bytes of a piece.
   *
   * @param piece the number of the piece
   * @return an array of the caller's own
   */
  public byte[] bytes(int piece) {
    return Arrays.copyOfRange(data, start(piece), ends[piece]);
  }

  /**
   * How often a piece occurred.
   *
   * @param piece the number of the piece
   * @return the count
   */
  public long count(int piece) {
    return counts[piece];
  }
}
