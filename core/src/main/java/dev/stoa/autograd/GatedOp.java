package dev.stoa.autograd;

import dev.stoa.kernel.Activation;
import dev.stoa.kernel.RangeTask;
import dev.stoa.runtime.Execution;
import dev.stoa.tensor.Tensor;

/** The nonlinear functions of feed-forward layers that have kernels of their own. */
final class GatedOp {
  private GatedOp() {}

  static Tensor gelu(Tape tape, Tensor input) {
    Tensor x = Operations.contiguous(tape, input);
    Tensor y = tape.take(x.shape());
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
    return tape.recording()
        ? tape.record(
            y,
            Saved.of(x),
            (dY, saved) -> addGeluGradient(tape, kernel, tape.gradient(x), dY, saved.get(0)),
            x)
        : y;
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

  static Tensor swiGlu(Tape tape, Tensor gateInput, Tensor upInput) {
    Tensor gate = Operations.contiguous(tape, gateInput);
    Tensor up = Operations.contiguous(tape, upInput);
    if (!gate.shape().equals(up.shape())) {
      throw new IllegalArgumentException(
          "SwiGLU: the shapes %s and %s differ".formatted(gate.shape(), up.shape()));
    }
    Tensor y = tape.take(gate.shape());
    Activation kernel = tape.execution().kernels().activation();
    if (Execution.small(gate.size())) {
      swiGlu(kernel, y, gate, up, 0, gate.size());
    } else {
      forElements(tape, gate, (from, to) -> swiGlu(kernel, y, gate, up, from, to));
    }
    return tape.recording()
        ? tape.record(
            y,
            Saved.of(gate, up),
            (dY, saved) -> {
              Tensor dGate = orScratch(tape, tape.gradient(gate), gate);
              Tensor dUp = orScratch(tape, tape.gradient(up), up);
              addSwiGluGradients(tape, dGate, dUp, dY, saved);
            },
            gate,
            up)
        : y;
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
      Tape tape, Tensor dGate, Tensor dUp, Tensor dY, Saved saved) {
    Tensor gate = saved.get(0);
    Tensor up = saved.get(1);
    Activation kernel = tape.execution().kernels().activation();
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
