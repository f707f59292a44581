package dev.stoa.cache;

import dev.stoa.model.TransformerConfig;
import dev.stoa.tensor.KeyValueCache;

/**
 * Keys and values of one text in two arrays for each layer, laid out [key-value head][time][head
 * size], with room for a fixed number of positions. Used by one thread at a time.
 */
public final class ContiguousCache implements KeyValueCache {
  private final int capacity;
  private final float[][] keys;
  private final float[][] values;
  private int length;

  /**
   * An empty cache with room for the model's whole context.
   *
   * @param config the model
   * @throws IllegalArgumentException if a layer's keys are too many for an array
   */
  public ContiguousCache(TransformerConfig config) {
    this(config, config.contextLength());
  }

  /**
   * An empty cache.
   *
   * @param config the model
   * @param capacity how many positions fit, at least 1
   * @throws IllegalArgumentException for a capacity below 1, or if a layer's keys are too many for
   *     an array
   */
  public ContiguousCache(TransformerConfig config, int capacity) {
    if (capacity < 1) {
      throw new IllegalArgumentException("the capacity must be at least 1, not " + capacity);
    }
    long width = (long) config.keyValueHeads() * config.headSize();
    if (width > (Integer.MAX_VALUE - 8) / capacity) {
      throw new IllegalArgumentException(
          "a layer's keys must be at most 2^31 - 9 values, but %d positions have %d each"
              .formatted(capacity, width));
    }
    this.capacity = capacity;
    keys = new float[config.layers()][(int) width * capacity];
    values = new float[config.layers()][(int) width * capacity];
  }

  @Override
  public int length() {
    return length;
  }

  @Override
  public int capacity() {
    return capacity;
  }

  @Override
  public float[] keys(int layer) {
    return keys[layer];
  }

  @Override
  public float[] values(int layer) {
    return values[layer];
  }

  @Override
  public void advance(int positions) {
    if (positions < 0 || positions > capacity - length) {
      throw new IllegalArgumentException(
          "the cache holds %d of %d positions and cannot take %d more"
              .formatted(length, capacity, positions));
    }
    length += positions;
  }

  /** Forgets everything, for the next text. */
  public void clear() {
    length = 0;
  }

  /**
   * Forgets the end of the text.
   *
   * @param length how many positions stay
   * @throws IllegalArgumentException if there are fewer
   */
  public void truncate(int length) {
    if (length < 0 || length > this.length) {
      throw new IllegalArgumentException(
          "the cache holds %d positions and cannot keep %d".formatted(this.length, length));
    }
    this.length = length;
  }

  /**
   * The memory that keys and values take, filled or not.
   *
   * @return bytes
   */
  public long bytes() {
    return 2L * keys.length * keys[0].length * Float.BYTES;
  }
}
