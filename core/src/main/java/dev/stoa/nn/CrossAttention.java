package dev.stoa.nn;

import dev.stoa.autograd.AttentionWeights;
import dev.stoa.autograd.Heads;
import dev.stoa.autograd.Operations;
import dev.stoa.autograd.Score;
import dev.stoa.cache.Segments;
import dev.stoa.tensor.Tensor;

/**
 * Attention of a decoder's rows to the memory that an encoder left: keys and values are projected
 * from the memory of the pass.
 *
 * @param query [heads · headSize, channels]
 * @param key [keyValueHeads · headSize, channels of the memory]
 * @param value [keyValueHeads · headSize, channels of the memory]
 * @param output [channels, heads · headSize]
 * @param heads the layer and its heads
 * @param score how a query and a key are compared, usually with full reach
 */
public record CrossAttention(
    Linear query, Linear key, Linear value, Linear output, Heads heads, Score score)
    implements Part {
  @Override
  public Tensor forward(Pass pass, Tensor x) {
    if (pass.memory() == null) {
      throw new IllegalArgumentException(
          "cross-attention needs a memory: give the pass the encoder's hidden rows");
    }
    Tensor q = query.forward(pass, x);
    Tensor k = key.forward(pass, pass.memory());
    Tensor v = value.forward(pass, pass.memory());
    Segments own = pass.segments();
    Segments memory = pass.memorySegments();
    Tensor o = Operations.attention(pass.tape(), q, k, v, own, memory, heads, score);
    if (pass.observer() != null) {
      pass.observer()
          .crossAttention(
              heads.layer(), AttentionWeights.of(pass.tape(), q, k, own, memory, heads, score));
    }
    return output.forward(pass, o);
  }
}
