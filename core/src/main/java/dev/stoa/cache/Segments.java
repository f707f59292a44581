package dev.stoa.cache;

import java.util.Arrays;

/**
 * How the rows of one forward pass are divided into independent segments: texts of any lengths laid
 * one behind the other, without padding.
 *
 * <p>A segment without a cache begins at position 0; one with a cache goes on behind the positions
 * that the cache holds. Training on [B, T] is B segments of length T, prefill is one long segment
 * with a cache, decoding a segment of length 1, batched decoding several of these.
 *
 * <p>The division is immutable, but positions follow the caches: the same object serves every step
 * of a decoding loop. Used by one thread at a time if it has caches.
 */
public final class Segments {
  private final int[] starts;
  private final KeyValues[] caches;
  private final int[] positions;
  private final int[] lastRows;

  private Segments(int[] lengths, KeyValues[] caches) {
    starts = new int[lengths.length + 1];
    for (int i = 0; i < lengths.length; i++) {
      if (lengths[i] < 1) {
        throw new IllegalArgumentException(
            "a segment needs at least one row, but the lengths are " + Arrays.toString(lengths));
      }
      starts[i + 1] = Math.addExact(starts[i], lengths[i]);
    }
    this.caches = caches;
    positions = new int[rows()];
    lastRows = new int[lengths.length];
    for (int i = 0; i < lengths.length; i++) {
      lastRows[i] = starts[i + 1] - 1;
    }
  }

  /**
   * Segments without caches.
   *
   * @param lengths rows of each segment, at least 1
   * @return the division
   */
  public static Segments of(int... lengths) {
    return new Segments(lengths, new KeyValues[lengths.length]);
  }

  /**
   * Equally long segments without caches: the [B, T] of training.
   *
   * @param count B
   * @param length T
   * @return the division
   */
  public static Segments uniform(int count, int length) {
    int[] lengths = new int[count];
    Arrays.fill(lengths, length);
    return of(lengths);
  }

  /**
   * One segment that goes on where a cache ends.
   *
   * @param length rows, at least 1
   * @param cache the keys and values of the rows before
   * @return the division
   */
  public static Segments cached(int length, KeyValues cache) {
    return new Segments(new int[] {length}, new KeyValues[] {cache});
  }

  /**
   * Segments of several texts, each going on where its cache ends.
   *
   * @param lengths rows of each segment, at least 1
   * @param caches as many caches, all different; null for a segment without one
   * @return the division
   */
  public static Segments cached(int[] lengths, KeyValues[] caches) {
    if (lengths.length != caches.length) {
      throw new IllegalArgumentException(
          "%d segments need as many caches, not %d".formatted(lengths.length, caches.length));
    }
    return new Segments(lengths, caches.clone());
  }

  /**
   * The number of segments.
   *
   * @return how many
   */
  public int count() {
    return caches.length;
  }

  /**
   * The rows of all segments together.
   *
   * @return how many
   */
  public int rows() {
    return starts[starts.length - 1];
  }

  /**
   * The first row of a segment.
   *
   * @param segment segment, from 0; the number of segments gives the number of rows
   * @return the row
   */
  public int start(int segment) {
    return starts[segment];
  }

  /**
   * The rows of a segment.
   *
   * @param segment segment, from 0
   * @return how many
   */
  public int length(int segment) {
    return starts[segment + 1] - starts[segment];
  }

  /**
   * The last row of each segment.
   *
   * @return an array owned by this object, which must not be changed
   */
  public int[] lastRows() {
    return lastRows;
  }

  /**
   * How many positions of a segment's text came in earlier passes.
   *
   * @param segment segment, from 0
   * @return the length of its cache, 0 without one
   */
  public int past(int segment) {
    return caches[segment] == null ? 0 : caches[segment].length();
  }

  /**
   * The cache of a segment.
   *
   * @param segment segment, from 0
   * @return its cache, or null
   */
  public KeyValues cache(int segment) {
    return caches[segment];
  }

  /**
   * Whether any segment has a cache.
   *
   * @return true if so
   */
  public boolean cached() {
    for (KeyValues cache : caches) {
      if (cache != null) {
        return true;
      }
    }
    return false;
  }

  /**
   * The position of each row in its text, as the caches stand now.
   *
   * @return an array owned by this object and overwritten by the next call
   */
  public int[] positions() {
    for (int segment = 0; segment < count(); segment++) {
      int past = past(segment);
      for (int row = start(segment); row < start(segment + 1); row++) {
        positions[row] = past + row - start(segment);
      }
    }
    return positions;
  }

  /** Moves every cache on by its segment's rows, once all layers have written theirs. */
  public void advance() {
    for (int segment = 0; segment < count(); segment++) {
      if (caches[segment] != null) {
        caches[segment].advance(length(segment));
      }
    }
  }
}
