package dev.stoa.autograd;

import dev.stoa.runtime.Execution;
import dev.stoa.tensor.Shape;
import dev.stoa.tensor.Tensor;

/** Two tensors, or a tensor and a number, element by element. */
final class ArithmeticOp {
  private ArithmeticOp() {}

  static Tensor apply(Tape tape, Arithmetic operation, Tensor left, Tensor right) {
    Tensor a = Operations.contiguous(tape, left);
    Tensor b = Operations.contiguous(tape, right);
    if (!a.shape().equals(b.shape())) {
      return broadcast(tape, operation, a, b);
    }
    Tensor y = tape.take(a.shape());
    if (Execution.small(y.size())) {
      arrays(operation, y, a, b, 0, y.size());
    } else {
      tape.execution().forElements(y.size(), (from, to) -> arrays(operation, y, a, b, from, to));
    }
    return tape.recording()
        ? record(tape, operation, y, a, b, Broadcast.of(operation.title(), a.shape(), b.shape()))
        : y;
  }

  private static void arrays(Arithmetic operation, Tensor y, Tensor a, Tensor b, int from, int to) {
    operation.arrays(
        y.data(),
        y.offset() + from,
        a.data(),
        a.offset() + from,
        b.data(),
        b.offset() + from,
        to - from);
  }

  private static Tensor broadcast(Tape tape, Arithmetic operation, Tensor a, Tensor b) {
    Broadcast shapes = Broadcast.of(operation.title(), a.shape(), b.shape());
    Tensor y = tape.take(shapes.shape());
    combine(tape.execution(), operation, y, a, b, shapes);
    return record(tape, operation, y, a, b, shapes);
  }

  /** y = a ∘ b. */
  private static void combine(
      Execution execution, Arithmetic operation, Tensor y, Tensor a, Tensor b, Broadcast shapes) {
    execution.forElements(y.size(), (from, to) -> combine(operation, y, a, b, shapes, from, to));
  }

  /** Elements from ... to − 1 of y, run by run. */
  private static void combine(
      Arithmetic operation, Tensor y, Tensor a, Tensor b, Broadcast shapes, int from, int to) {
    int run = shapes.run();
    boolean repeatA = !shapes.first()[shapes.first().length - 1];
    boolean repeatB = !shapes.second()[shapes.second().length - 1];
    int n;
    for (int at = from; at < to; at += n) {
      int within = at % run;
      n = Math.min(run - within, to - at);
      int yAt = y.offset() + at;
      int aAt = a.offset() + shapes.start(shapes.first(), at / run);
      int bAt = b.offset() + shapes.start(shapes.second(), at / run);
      if (repeatA) {
        operation.ofNumber(y.data(), yAt, a.data()[aAt], b.data(), bAt + within, n);
      } else if (repeatB) {
        operation.number(y.data(), yAt, a.data(), aAt + within, b.data()[bAt], n);
      } else {
        operation.arrays(y.data(), yAt, a.data(), aAt + within, b.data(), bAt + within, n);
      }
    }
  }

  private static Tensor record(
      Tape tape, Arithmetic operation, Tensor y, Tensor a, Tensor b, Broadcast shapes) {
    Saved needed =
        switch (operation) {
          case ADD, SUBTRACT -> Saved.nothing();
          case MULTIPLY -> Saved.of(a, b);
          case DIVIDE -> Saved.of(y, b);
        };
    return tape.record(
        y,
        needed,
        (dY, saved) -> {
          switch (operation) {
            case ADD -> {
              addReduced(tape, a, shapes.first(), dY, shapes, 1);
              addReduced(tape, b, shapes.second(), dY, shapes, 1);
            }
            case SUBTRACT -> {
              addReduced(tape, a, shapes.first(), dY, shapes, 1);
              addReduced(tape, b, shapes.second(), dY, shapes, -1);
            }
            case MULTIPLY -> multiplyBackward(tape, dY, a, b, shapes, saved);
            case DIVIDE -> divideBackward(tape, dY, a, b, shapes, saved);
          }
        },
        a,
        b);
  }

  /** dA += dY · b, dB += dY · a. */
  private static void multiplyBackward(
      Tape tape, Tensor dY, Tensor a, Tensor b, Broadcast shapes, Saved saved) {
    Tensor product = tape.take(dY.rows(), dY.columns());
    if (tape.tracks(a)) {
      Broadcast withB = shapes.ofResultAnd(shapes.second());
      combine(tape.execution(), Arithmetic.MULTIPLY, product, dY, saved.get(1), withB);
      addReduced(tape, a, shapes.first(), product, shapes, 1);
    }
    if (tape.tracks(b)) {
      Broadcast withA = shapes.ofResultAnd(shapes.first());
      combine(tape.execution(), Arithmetic.MULTIPLY, product, dY, saved.get(0), withA);
      addReduced(tape, b, shapes.second(), product, shapes, 1);
    }
  }

  /** dA += dY / b, dB −= dY / b · y. */
  private static void divideBackward(
      Tape tape, Tensor dY, Tensor a, Tensor b, Broadcast shapes, Saved saved) {
    Execution execution = tape.execution();
    Tensor quotient = tape.take(dY.rows(), dY.columns());
    Broadcast withB = shapes.ofResultAnd(shapes.second());
    combine(execution, Arithmetic.DIVIDE, quotient, dY, saved.get(1), withB);
    addReduced(tape, a, shapes.first(), quotient, shapes, 1);
    if (tape.tracks(b)) {
      Tensor y = saved.get(0);
      execution.forElements(
          y.size(), (from, to) -> arrays(Arithmetic.MULTIPLY, quotient, quotient, y, from, to));
      addReduced(tape, b, shapes.second(), quotient, shapes, -1);
    }
  }

  /**
   * Adds factor · gradient to that of an operand, summed over the dimensions in which its values
   * were repeated.
   */
  private static void addReduced(
      Tape tape, Tensor input, boolean[] operand, Tensor gradient, Broadcast shapes, float factor) {
    if (!tape.tracks(input) || gradient.size() == 0) {
      return;
    }
    if (Broadcast.whole(operand)) {
      if (factor == 1) {
        tape.addGradient(input, gradient);
      } else {
        addScaled(tape, tape.gradient(input), gradient, factor);
      }
      return;
    }
    Tensor sums = gradient;
    int outer = shapes.shape().size();
    int inner = 1;
    int first = firstRepeated(operand);
    for (int i = operand.length - 1; i > first; i--) {
      outer /= shapes.sizes()[i];
      if (operand[i]) {
        inner *= shapes.sizes()[i];
      } else {
        Tensor fewer = tape.take(outer, inner);
        tape.execution().fill(fewer, 0);
        Sums.add(tape, fewer, sums, new Axis(i, outer, shapes.sizes()[i], inner), 1);
        sums = fewer;
      }
    }
    int size = shapes.sizes()[first];
    Axis last = new Axis(first, outer / size, size, inner);
    Sums.add(tape, tape.gradient(input), sums, last, factor);
  }

  private static int firstRepeated(boolean[] operand) {
    int i = 0;
    while (operand[i]) {
      i++;
    }
    return i;
  }

  /** y += factor · x. */
  private static void addScaled(Tape tape, Tensor y, Tensor x, float factor) {
    tape.execution()
        .forElements(
            y.size(),
            (from, to) -> {
              for (int i = from; i < to; i++) {
                y.data()[y.offset() + i] += factor * x.data()[x.offset() + i];
              }
            });
  }

  /** y = x ∘ number, or number ∘ x. */
  static Tensor withNumber(
      Tape tape, Arithmetic operation, Tensor input, float number, boolean numberFirst) {
    Tensor x = Operations.contiguous(tape, input);
    Tensor y = tape.take(x.shape());
    if (Execution.small(y.size())) {
      withNumber(operation, y, x, number, numberFirst, 0, y.size());
    } else {
      tape.execution()
          .forElements(
              y.size(), (from, to) -> withNumber(operation, y, x, number, numberFirst, from, to));
    }
    return tape.recording() ? recordNumber(tape, operation, y, x, number, numberFirst) : y;
  }

  private static void withNumber(
      Arithmetic operation,
      Tensor y,
      Tensor x,
      float number,
      boolean numberFirst,
      int from,
      int to) {
    int yAt = y.offset() + from;
    int xAt = x.offset() + from;
    if (numberFirst) {
      operation.ofNumber(y.data(), yAt, number, x.data(), xAt, to - from);
    } else {
      operation.number(y.data(), yAt, x.data(), xAt, number, to - from);
    }
  }

  private static Tensor recordNumber(
      Tape tape, Arithmetic operation, Tensor y, Tensor x, float number, boolean numberFirst) {
    if (operation == Arithmetic.DIVIDE && numberFirst) {
      return tape.record(
          y,
          Saved.of(y, x),
          (dY, saved) -> {
            Broadcast shapes = Broadcast.of("divide", Shape.of(), x.shape());
            divideBackward(tape, dY, Tensor.zeros(), x, shapes, saved);
          },
          x);
    }
    float slope =
        switch (operation) {
          case ADD -> 1;
          case SUBTRACT -> numberFirst ? -1 : 1;
          case MULTIPLY -> number;
          case DIVIDE -> 1 / number;
        };
    return tape.record(
        y,
        Saved.nothing(),
        (dY, saved) -> {
          if (slope == 1) {
            tape.addGradient(x, dY);
          } else {
            addScaled(tape, tape.gradient(x), dY, slope);
          }
        },
        x);
  }
}
