package dev.stoa.autograd;

import dev.stoa.kernel.Activation;
import dev.stoa.kernel.RangeTask;
import dev.stoa.runtime.Execution;
import dev.stoa.tensor.Tensor;

/** The nonlinear functions of feed-forward layers. */
public final class ActivationOp {
  private ActivationOp() {}

  /**
   * GELU in the tanh form of GPT-2, element by element.
   *
   * @param tape runs and records it
   * @param x [n, channels]
   * @return the same shape
   */
  public static Tensor gelu(Tape tape, Tensor x) {
    int mark = tape.mark();
    Tensor y = tape.take(x.rows(), x.columns());
    Activation kernel = tape.execution().kernels().activation();
    if (Execution.small(x.size())) {
      kernel.geluInto(y.data(), y.offset(), x.data(), x.offset(), x.size());
    } else {
      forElements(
          tape,
          x,
          (from, to) ->
              kernel.geluInto(y.data(), y.offset() + from, x.data(), x.offset() + from, to - from));
    }
    if (tape.tracks(x)) {
      tape.record(mark, y, dY -> addGeluGradient(tape, kernel, tape.gradientOf(x), dY, x));
    }
    return y;
  }

  private static void addGeluGradient(
      Tape tape, Activation kernel, Tensor dX, Tensor dY, Tensor x) {
    forElements(
        tape,
        x,
        (from, to) ->
            kernel.addGeluGradient(
                dX.data(),
                dX.offset() + from,
                dY.data(),
                dY.offset() + from,
                x.data(),
                x.offset() + from,
                to - from));
  }

  /**
   * SwiGLU: y = silu(gate) · up, element by element.
   *
   * @param tape runs and records it
   * @param gate [n, channels]
   * @param up the same shape
   * @return the same shape
   * @throws IllegalArgumentException if the shapes differ
   */
  public static Tensor swiGlu(Tape tape, Tensor gate, Tensor up) {
    if (!gate.shape().equals(up.shape())) {
      throw new IllegalArgumentException(
          "SwiGLU: the shapes %s and %s differ".formatted(gate.shape(), up.shape()));
    }
    int mark = tape.mark();
    Tensor y = tape.take(gate.rows(), gate.columns());
    Activation kernel = tape.execution().kernels().activation();
    if (Execution.small(gate.size())) {
      swiGlu(kernel, y, gate, up, 0, gate.size());
    } else {
      forElements(tape, gate, (from, to) -> swiGlu(kernel, y, gate, up, from, to));
    }
    if (tape.tracks(gate) || tape.tracks(up)) {
      tape.record(mark, y, dY -> addSwiGluGradients(tape, kernel, dY, gate, up));
    }
    return y;
  }

  private static void swiGlu(
      Activation kernel, Tensor y, Tensor gate, Tensor up, int from, int to) {
    kernel.swiGluInto(
        y.data(),
        y.offset() + from,
        gate.data(),
        gate.offset() + from,
        up.data(),
        up.offset() + from,
        to - from);
  }

  private static void addSwiGluGradients(
      Tape tape, Activation kernel, Tensor dY, Tensor gate, Tensor up) {
    Tensor dGate = orScratch(tape, tape.gradientOf(gate), gate);
    Tensor dUp = orScratch(tape, tape.gradientOf(up), up);
    forElements(
        tape,
        gate,
        (from, to) ->
            kernel.addSwiGluGradients(
                dGate.data(),
                dGate.offset() + from,
                dUp.data(),
                dUp.offset() + from,
                dY.data(),
                dY.offset() + from,
                gate.data(),
                gate.offset() + from,
                up.data(),
                up.offset() + from,
                to - from));
  }

  /** Where to add a gradient that nobody wants. */
  private static Tensor orScratch(Tape tape, Tensor gradient, Tensor like) {
    return gradient != null ? gradient : tape.take(like.rows(), like.columns());
  }

  private static void forElements(Tape tape, Tensor x, RangeTask task) {
    tape.execution().forElements(x.size(), task);
  }
}
