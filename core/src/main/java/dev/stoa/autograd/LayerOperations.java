package dev.stoa.autograd;

import dev.stoa.cache.Segments;
import dev.stoa.tensor.Tensor;

/** The operations that layers of transformers are made of. */
abstract class LayerOperations {
  LayerOperations() {}

  /**
   * A linear layer: y = x Wᵀ + b.
   *
   * @param tape runs and records it
   * @param x [n, in]
   * @param weight W, [out, in]
   * @param bias b, [out], or null for none
   * @return [n, out]
   * @throws IllegalArgumentException if the columns of x and of the weight differ, or the bias does
   *     not fit
   */
  public static Tensor linear(Tape tape, Tensor x, Tensor weight, Tensor bias) {
    return LinearOp.apply(tape, x, weight, bias);
  }

  /**
   * A linear layer whose matrix does not change: y = x Wᵀ + b.
   *
   * @param tape runs and records it
   * @param x [n, in]
   * @param matrix W, [out, in], in any form; it gives x its gradient and gets none
   * @param bias b, [out], or null for none
   * @return [n, out]
   * @throws IllegalArgumentException if the columns of x and of the matrix differ, or the bias does
   *     not fit
   */
  public static Tensor linear(Tape tape, Tensor x, FrozenMatrix matrix, Tensor bias) {
    return LinearOp.apply(tape, x, matrix, bias);
  }

  /**
   * Layer normalization of each row (Ba et al. 2016): y = (x − μ) / √(σ² + ε) · weight + bias, with
   * the biased variance of the row.
   *
   * @param tape runs and records it
   * @param x [n, channels]
   * @param weight [channels]
   * @param bias [channels], or null for none
   * @param epsilon ε
   * @return the shape of x
   * @throws IllegalArgumentException if the sizes differ
   */
  public static Tensor layerNorm(Tape tape, Tensor x, Tensor weight, Tensor bias, float epsilon) {
    return NormOp.apply(tape, x, weight, bias, true, epsilon);
  }

  /**
   * Root-mean-square normalization of each row (Zhang and Sennrich 2019): y = x / √(mean(x²) + ε) ·
   * weight.
   *
   * @param tape runs and records it
   * @param x [n, channels]
   * @param weight [channels]
   * @param epsilon ε
   * @return the shape of x
   * @throws IllegalArgumentException if the sizes differ
   */
  public static Tensor rmsNorm(Tape tape, Tensor x, Tensor weight, float epsilon) {
    return NormOp.apply(tape, x, weight, null, false, epsilon);
  }

  /**
   * Rotary position embedding (Su et al. 2021): every pair (a, b) of every head becomes (a cos θ −
   * b sin θ, a sin θ + b cos θ) with the angle of its position and pair.
   *
   * @param tape runs and records it
   * @param x [rows, heads · headSize]
   * @param segments the rows' division, which gives their positions
   * @param table cosines and sines for at least all positions
   * @return the shape of x
   */
  public static Tensor rotary(Tape tape, Tensor x, Segments segments, RotaryTable table) {
    return RotaryOp.apply(tape, x, segments, table);
  }

  /**
   * Attention of many heads over ragged segments (Vaswani et al. 2017): o = softmax(score(q, k)) v
   * for each segment and head, over the keys within reach. A query sees its own segment alone; the
   * keys and values of a segment with a cache are appended to it and read from there.
   *
   * @param tape runs and records it
   * @param q [rows of the queries, heads · headSize]
   * @param k [rows of the keys, keyValueHeads · headSize]
   * @param v the same shape as k
   * @param queries how the queries are divided, and where they stand
   * @param keys how the keys are divided: the same object for self-attention, the memory's for
   *     cross-attention
   * @param heads the layer and its heads
   * @param score how a query and a key are compared
   * @return the shape of q
   * @throws IllegalArgumentException if sizes do not fit, or a cache is full
   * @throws IllegalStateException if a segment with a cache is recorded
   */
  public static Tensor attention(
      Tape tape,
      Tensor q,
      Tensor k,
      Tensor v,
      Segments queries,
      Segments keys,
      Heads heads,
      Score score) {
    return AttentionOp.apply(tape, q, k, v, queries, keys, heads, score);
  }

  /**
   * Dropout (Srivastava et al. 2014) in the inverted form: y_i = x_i / (1 − p) with probability 1 −
   * p, otherwise 0. The mask is a function of the tape's random key and of the place of this
   * operation in the pass. Without a random key on the tape, or with p = 0, y is x itself.
   *
   * @param tape runs and records it
   * @param x any shape
   * @param probability p, of dropping a value, in [0, 1)
   * @return the shape of x
   * @throws IllegalArgumentException for a probability outside [0, 1)
   */
  public static Tensor dropout(Tape tape, Tensor x, float probability) {
    return DropoutOp.apply(tape, x, probability);
  }

  /**
   * GELU in the tanh form of GPT-2 (Hendrycks and Gimpel 2016): ½ x (1 + tanh(√(2/π) (x + 0.044715
   * x³))).
   *
   * @param tape runs and records it
   * @param x any shape
   * @return the shape of x
   */
  public static Tensor geluTanh(Tape tape, Tensor x) {
    return GatedOp.gelu(tape, x);
  }

  /**
   * SwiGLU (Shazeer 2020): y = silu(gate) · up.
   *
   * @param tape runs and records it
   * @param gate any shape
   * @param up the same shape
   * @return the same shape
   * @throws IllegalArgumentException if the shapes differ
   */
  public static Tensor swiGlu(Tape tape, Tensor gate, Tensor up) {
    return GatedOp.swiGlu(tape, gate, up);
  }

  /**
   * Rows of a table, looked up by index: y_i = W[index_i].
   *
   * @param tape runs and records it
   * @param table [entries, channels]
   * @param indices one index for each row of the result; not changed until the backward pass
   * @return [indices, channels]
   * @throws IllegalArgumentException for an index outside the table
   */
  public static Tensor gatherRows(Tape tape, Tensor table, int... indices) {
    return RowsOp.gather(tape, table, indices);
  }

  /**
   * Rows added to the rows of zeros that the indices name: y[index_i] += x_i. Rows that are named
   * twice are summed in order.
   *
   * @param tape runs and records it
   * @param x [indices, channels]
   * @param entries rows of the result
   * @param indices one index for each row of x; not changed until the backward pass
   * @return [entries, channels]
   * @throws IllegalArgumentException for an index outside the result, or another number of them
   */
  public static Tensor scatterRows(Tape tape, Tensor x, int entries, int... indices) {
    return RowsOp.scatter(tape, x, entries, indices);
  }
}
