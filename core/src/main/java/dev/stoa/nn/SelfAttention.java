package dev.stoa.nn;

import dev.stoa.autograd.AttentionWeights;
import dev.stoa.autograd.Heads;
import dev.stoa.autograd.Operations;
import dev.stoa.autograd.RotaryTable;
import dev.stoa.autograd.Score;
import dev.stoa.autograd.Tape;
import dev.stoa.cache.Segments;
import dev.stoa.tensor.Tensor;

/**
 * Attention of the rows to those of their own segment: projections to queries, keys and values,
 * rotary positions if the model has them, attention of each head, and the projection of all heads
 * together.
 *
 * @param query [heads · headSize, channels]
 * @param key [keyValueHeads · headSize, channels]
 * @param value [keyValueHeads · headSize, channels]
 * @param output [channels, heads · headSize]
 * @param heads the layer and its heads
 * @param score how a query and a key are compared
 * @param rotary cosines and sines, or null if positions come in another way
 */
public record SelfAttention(
    Linear query,
    Linear key,
    Linear value,
    Linear output,
    Heads heads,
    Score score,
    RotaryTable rotary)
    implements Part {
  @Override
  public Tensor forward(Pass pass, Tensor x) {
    Tape tape = pass.tape();
    Segments segments = pass.segments();
    Tensor q = query.forward(pass, x);
    Tensor k = key.forward(pass, x);
    Tensor v = value.forward(pass, x);
    if (rotary != null) {
      q = Operations.rotary(tape, q, segments, rotary);
      k = Operations.rotary(tape, k, segments, rotary);
    }
    Tensor o = Operations.attention(tape, q, k, v, segments, segments, heads, score);
    if (pass.observer() != null) {
      pass.observer()
          .attention(
              heads.layer(), AttentionWeights.of(tape, q, k, segments, segments, heads, score));
    }
    return output.forward(pass, o);
  }
}
