package dev.stoa.tensor;

/**
 * The keys and values that attention has computed for one segment, kept for the tokens to come.
 *
 * <p>Each layer has one array of keys and one of values, laid out [key-value head][time][head
 * size]: the keys of head h begin at {@code h * capacity() * headSize()}. Attention writes the new
 * rows behind the first {@link #length()} ones; the model moves the length on when all layers are
 * done. Used by one thread at a time.
 */
public interface KeyValueCache {
  /**
   * How many positions are stored.
   *
   * @return the length, which is also the position of the next token
   */
  int length();

  /**
   * How many positions fit.
   *
   * @return the capacity
   */
  int capacity();

  /**
   * Keys of one layer.
   *
   * @param layer layer, from 0
   * @return the array itself
   */
  float[] keys(int layer);

  /**
   * Values of one layer.
   *
   * @param layer layer, from 0
   * @return the array itself
   */
  float[] values(int layer);

  /**
   * Declares that all layers have written the next positions.
   *
   * @param positions how many
   */
  void advance(int positions);
}
