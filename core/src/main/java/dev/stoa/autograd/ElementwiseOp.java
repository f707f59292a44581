package dev.stoa.autograd;

import dev.stoa.runtime.Execution;
import dev.stoa.tensor.Tensor;
import java.util.function.DoubleUnaryOperator;

/** A function of each element by itself: the activations. */
final class ElementwiseOp {
  private ElementwiseOp() {}

  /** A function and its derivative, both in double; neither may depend on anything else. */
  record Function(DoubleUnaryOperator value, DoubleUnaryOperator slope) {}

  static final Function TANH =
      new Function(
          Math::tanh,
          x -> {
            double y = Math.tanh(x);
            return 1 - y * y;
          });

  static final Function SIGMOID =
      new Function(ElementwiseOp::sigmoid, x -> sigmoid(x) * sigmoid(-x));

  static final Function SILU =
      new Function(
          x -> x * sigmoid(x),
          x -> {
            double s = sigmoid(x);
            return s * (1 + x * (1 - s));
          });

  /** x Φ(x), and Φ(x) + x φ(x). */
  static final Function GELU =
      new Function(
          x -> x * normal(x), x -> normal(x) + x * Math.exp(-x * x / 2) / Math.sqrt(2 * Math.PI));

  /** max(x, 0) + ln(1 + exp(−|x|)), which does not overflow. */
  static final Function SOFTPLUS =
      new Function(
          x -> Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x))), ElementwiseOp::sigmoid);

  static final Function EXP = new Function(Math::exp, Math::exp);
  static final Function LOG = new Function(Math::log, x -> 1 / x);
  static final Function SQRT = new Function(Math::sqrt, x -> 0.5 / Math.sqrt(x));

  static Function elu(float alpha) {
    return new Function(
        x -> x > 0 ? x : alpha * Math.expm1(x), x -> x > 0 ? 1 : alpha * Math.exp(x));
  }

  /** 1 / (1 + exp(−x)); where the exponential overflows, 0 is right. */
  static double sigmoid(double x) {
    return 1 / (1 + Math.exp(-x));
  }

  /** Φ, the distribution function of the normal distribution. */
  private static double normal(double x) {
    return 0.5 * (1 + ErrorFunction.erf(x / Math.sqrt(2)));
  }

  static Tensor apply(Tape tape, Tensor input, Function function) {
    Tensor x = Operations.contiguous(tape, input);
    Tensor y = tape.take(x.shape());
    if (Execution.small(y.size())) {
      values(y, x, function.value, 0, y.size());
    } else {
      tape.execution().forElements(y.size(), (from, to) -> values(y, x, function.value, from, to));
    }
    return tape.recording()
        ? tape.record(
            y,
            Saved.of(x),
            (dY, saved) -> addGradient(tape, tape.gradient(x), dY, saved.get(0), function.slope),
            x)
        : y;
  }

  private static void values(Tensor y, Tensor x, DoubleUnaryOperator function, int from, int to) {
    for (int i = from; i < to; i++) {
      y.data()[y.offset() + i] = (float) function.applyAsDouble(x.data()[x.offset() + i]);
    }
  }

  /** dX += dY · f′(x). */
  private static void addGradient(
      Tape tape, Tensor dX, Tensor dY, Tensor x, DoubleUnaryOperator slope) {
    tape.execution()
        .forElements(
            x.size(),
            (from, to) -> {
              for (int i = from; i < to; i++) {
                double derivative = slope.applyAsDouble(x.data()[x.offset() + i]);
                dX.data()[dX.offset() + i] += (float) (dY.data()[dY.offset() + i] * derivative);
              }
            });
  }
}
