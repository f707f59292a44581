package dev.stoa.nn;

import dev.stoa.autograd.AttentionWeights;
import dev.stoa.tensor.Tensor;

/**
 * Is shown what happens in a pass. What it is given lives until the pass goes on: copy what shall
 * stay. Watching does not change a bit of the results, and costs nothing where nobody watches.
 */
public interface PassObserver {
  /**
   * Attention of a layer has been computed.
   *
   * @param layer layer, from 0
   * @param weights computes the probabilities of a segment and head when asked
   */
  default void attention(int layer, AttentionWeights weights) {}

  /**
   * Attention of a decoder's layer to an encoder's memory has been computed.
   *
   * @param layer layer, from 0
   * @param weights computes the probabilities of a segment and head when asked
   */
  default void crossAttention(int layer, AttentionWeights weights) {}

  /**
   * A layer is done.
   *
   * @param layer layer, from 0
   * @param x its result, [rows, channels]
   */
  default void hidden(int layer, Tensor x) {}

  /**
   * The output layer is done.
   *
   * @param logits [rows, vocabulary]
   */
  default void logits(Tensor logits) {}
}
