package dev.stoa.nn;

import dev.stoa.autograd.Tape;
import dev.stoa.tensor.Tensor;

/**
 * The feed-forward part of a layer: down(f(up(x))), or down(f(gate(x)) · up(x)) if there is a gate.
 *
 * @param gate [hidden, channels], or null
 * @param up [hidden, channels]
 * @param function f
 * @param down [channels, hidden]
 */
public record FeedForward(Linear gate, Linear up, Nonlinearity function, Linear down)
    implements Part {
  @Override
  public Tensor forward(Pass pass, Tensor x) {
    Tape tape = pass.tape();
    if (gate == null) {
      return down.forward(pass, function.apply(tape, up.forward(pass, x)));
    }
    return down.forward(pass, function.gated(tape, gate.forward(pass, x), up.forward(pass, x)));
  }
}
