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

  /** max(x, 0) + slope · min(x, 0), without a branch that nobody could predict. */
  private static void leaky(Tensor y, Tensor x, float slope, int from, int to) {
    float[] yData = y.data();
    float[] xData = x.data();
    int yOffset = y.offset();
    int xOffset = x.offset();
    for (int i = from; i < to; i++) {
      float value = xData[xOffset + i];
      yData[yOffset + i] = Math.max(value, 0f) + slope * Math.min(value, 0f);
    }
  }

  private static void addGradient(Tape tape, Tensor dX, Tensor dY, Tensor x, float slope) {
    tape.execution().forElements(x.size(), (from, to) -> addGradient(dX, dY, x, slope, from, to));
  }

  /** dX += dY where x > 0, elsewhere slope · dY. */
  private static void addGradient(Tensor dX, Tensor dY, Tensor x, float slope, int from, int to) {
    float[] dXData = dX.data();
    float[] dYData = dY.data();
    float[] xData = x.data();
    int dXOffset = dX.offset();
    int dYOffset = dY.offset();
    int xOffset = x.offset();
    int one = Float.floatToRawIntBits(1);
    int other = Float.floatToRawIntBits(slope);
    for (int i = from; i < to; i++) {
      // All ones where x > 0, from the sign of 0 - x: no branch here either.
      int positive = Float.floatToRawIntBits(0f - xData[xOffset + i]) >> 31;
      float factor = Float.intBitsToFloat(one & positive | other & ~positive);
      dXData[dXOffset + i] += factor * dYData[dYOffset + i];
    }
  }
}
