package dev.stoa.nn;

import dev.stoa.autograd.AddOp;
import dev.stoa.autograd.DropoutOp;
import dev.stoa.autograd.Tape;
import dev.stoa.tensor.Segments;
import dev.stoa.tensor.Tensor;

/**
 * One layer of a decoder, normalized before each part (Radford et al. 2019): x +
 * attention(norm(x)), then x + feedForward(norm(x)).
 *
 * @param attentionNorm normalization before attention
 * @param attention attention
 * @param feedForwardNorm normalization before the feed-forward part
 * @param feedForward feed-forward part
 * @param dropout probability of dropping a value that a part adds, while training
 */
public record Block(
    Normalization attentionNorm,
    SelfAttention attention,
    Normalization feedForwardNorm,
    FeedForward feedForward,
    float dropout) {
  /**
   * Computes the layer.
   *
   * @param tape runs it
   * @param x [rows, channels]
   * @param segments how the rows are divided
   * @return [rows, channels]
   */
  public Tensor forward(Tape tape, Tensor x, Segments segments) {
    int mark = tape.mark();
    Tensor attended = attention.forward(tape, attentionNorm.forward(tape, x), segments);
    Tensor middle = AddOp.apply(tape, x, DropoutOp.apply(tape, attended, dropout));
    Tensor fed = feedForward.forward(tape, feedForwardNorm.forward(tape, middle));
    return tape.keepOnly(mark, AddOp.apply(tape, middle, DropoutOp.apply(tape, fed, dropout)));
  }
}
