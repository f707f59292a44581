package dev.stoa.nn;

import dev.stoa.autograd.ActivationOp;
import dev.stoa.autograd.Tape;
import dev.stoa.tensor.Tensor;

/**
 * The feed-forward part of a block: down(gelu(up(x))), or down(silu(gate(x)) · up(x)) if there is a
 * gate.
 *
 * @param gate [hidden, channels], or null for GELU
 * @param up [hidden, channels]
 * @param down [channels, hidden]
 */
public record FeedForward(Linear gate, Linear up, Linear down) {
  /** The nonlinear functions that a feed-forward part can have. */
  public enum Kind {
    /** GELU in the tanh form, as in GPT-2. */
    GELU,
    /** SwiGLU, as in Llama. */
    SWIGLU
  }

  /**
   * Computes the layer.
   *
   * @param tape runs it
   * @param x [n, channels]
   * @return [n, channels]
   */
  public Tensor forward(Tape tape, Tensor x) {
    Tensor hidden =
        gate == null
            ? ActivationOp.gelu(tape, up.forward(tape, x))
            : ActivationOp.swiGlu(tape, gate.forward(tape, x), up.forward(tape, x));
    return down.forward(tape, hidden);
  }
}
