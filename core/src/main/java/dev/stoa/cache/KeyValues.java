package dev.stoa.cache;

import dev.stoa.kernel.Tiles;
import dev.stoa.tensor.Tensor;

/**
 * The keys and values that attention has computed for one segment, kept for the tokens to come.
 *
 * <p>Attention appends the rows of a pass behind the first {@link #length()} ones, layer by layer,
 * and reads them back tile by tile without knowing how they are kept; the model moves the length on
 * when all layers are done. Used by one thread at a time, but the tiles may be read by many.
 */
public interface KeyValues {
  /**
   * What one layer keeps of a position.
   *
   * @param heads key-value heads
   * @param headSize channels of a head
   */
  record Layer(int heads, int headSize) {
    /**
     * Checks the numbers.
     *
     * @throws IllegalArgumentException if one is below 1
     */
    public Layer {
      if (heads < 1 || headSize < 1) {
        throw new IllegalArgumentException(
            "a layer keeps at least one head of one channel, not %d of %d"
                .formatted(heads, headSize));
      }
    }
  }

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
   * Writes the keys and values of the next positions of one layer.
   *
   * @param layer layer, from 0
   * @param k [rows, heads · headSize]
   * @param v the same shape
   * @param from first row that is written
   * @param count how many rows, for the positions from {@link #length()} on
   * @throws IllegalArgumentException if they do not fit
   */
  void append(int layer, Tensor k, Tensor v, int from, int count);

  /**
   * Keys of one head, those appended behind the length among them.
   *
   * @param layer layer, from 0
   * @param head key-value head, from 0
   * @return rows of headSize values, always the same object
   */
  Tiles keys(int layer, int head);

  /**
   * Values of one head.
   *
   * @param layer layer, from 0
   * @param head key-value head, from 0
   * @return rows of headSize values, always the same object
   */
  Tiles values(int layer, int head);

  /**
   * Declares that all layers have written the next positions.
   *
   * @param positions how many
   * @throws IllegalArgumentException if they do not fit
   */
  void advance(int positions);

  /**
   * Forgets the end of the text.
   *
   * @param length how many positions stay; 0 begins a new text
   * @throws IllegalArgumentException if there are fewer
   */
  void truncate(int length);
}
