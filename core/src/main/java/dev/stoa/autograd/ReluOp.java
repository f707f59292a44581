package dev.stoa.autograd;

import dev.stoa.runtime.Execution;
import dev.stoa.tensor.Tensor;

/** max(x, 0), and the form that lets a part of the negative values through. */
final class ReluOp {
  private ReluOp() {}

  static Tensor relu(Tape tape, Tensor input) {
    Tensor x = Operations.contiguous(tape, input);
    Tensor y = tape.take(x.shape());
    if (Execution.small(y.size())) {
      relu(y, x, 0, y.size());
    } else {
      tape.execution().forElements(y.size(), (from, to) -> relu(y, x, from, to));
    }
    return tape.recording()
        ? tape.record(
            y,
            Saved.of(x),
            (dY, saved) -> addGradient(tape, tape.gradient(x), dY, saved.get(0), 0),
            x)
        : y;
  }

  private static void relu(Tensor y, Tensor x, int from, int to) {
    float[] yData = y.data();
    float[] xData = x.data();
    int yOffset = y.offset();
    int xOffset = x.offset();
    for (int i = from; i < to; i++) {
      yData[yOffset + i] = Math.max(xData[xOffset + i], 0f);
    }
  }

  static Tensor leaky(Tape tape, Tensor input, float slope) {
    Tensor x = Operations.contiguous(tape, input);
    Tensor y = tape.take(x.shape());
    if (Execution.small(y.size())) {
      leaky(y, x, slope, 0, y.size());
    } else {
      tape.execution().forElements(y.size(), (from, to) -> leaky(y, x, slope, from, to));
    }
    return tape.recording()
        ? tape.record(
            y,
            Saved.of(x),
            (dY, saved) -> addGradient(tape, tape.gradient(x), dY, saved.get(0), slope),
            x)
        : y;
  }

  private static void leaky(Tensor y, Tensor x, float slope, int from, int to) {
    for (int i = from; i < to; i++) {
      float value = x.data()[x.offset() + i];
      y.data()[y.offset() + i] = value > 0 ? value : slope * value;
    }
  }

  /** dX += dY where x > 0, elsewhere slope · dY. */
  private static void addGradient(Tape tape, Tensor dX, Tensor dY, Tensor x, float slope) {
    tape.execution()
        .forElements(
            x.size(),
            (from, to) -> {
              for (int i = from; i < to; i++) {
                float factor = x.data()[x.offset() + i] > 0 ? 1 : slope;
                dX.data()[dX.offset() + i] += factor * dY.data()[dY.offset() + i];
              }
            });
  }
}
