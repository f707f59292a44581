package dev.stoa.nn;

import dev.stoa.autograd.AttentionOp;
import dev.stoa.autograd.RotaryOp;
import dev.stoa.autograd.Tape;
import dev.stoa.tensor.Segments;
import dev.stoa.tensor.Tensor;

/**
 * Causal self-attention: projections to queries, keys and values, rotary positions if the model has
 * them, attention of each head, and the projection of all heads together.
 *
 * @param query [heads · headSize, channels]
 * @param key [keyValueHeads · headSize, channels]
 * @param value [keyValueHeads · headSize, channels]
 * @param output [channels, heads · headSize]
 * @param heads the layer and its heads
 * @param rotary cosines and sines, or null if positions come in with x
 */
public record SelfAttention(
    Linear query,
    Linear key,
    Linear value,
    Linear output,
    AttentionOp.Heads heads,
    RotaryOp.Table rotary) {
  /**
   * Attends.
   *
   * @param tape runs it
   * @param x [rows, channels]
   * @param segments how the rows are divided
   * @return [rows, channels]
   */
  public Tensor forward(Tape tape, Tensor x, Segments segments) {
    Tensor q = query.forward(tape, x);
    Tensor k = key.forward(tape, x);
    Tensor v = value.forward(tape, x);
    if (rotary != null) {
      q = RotaryOp.apply(tape, q, segments, rotary);
      k = RotaryOp.apply(tape, k, segments, rotary);
    }
    return output.forward(tape, AttentionOp.apply(tape, q, k, v, segments, heads));
  }
}
