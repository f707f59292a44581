package dev.stoa.autograd;

import static dev.stoa.contract.core.Close.assertClose;

import dev.stoa.runtime.Execution;
import dev.stoa.runtime.Workers;
import dev.stoa.tensor.Tensor;
import java.util.List;

/** Runs small examples: a result, and the gradients of its sum. */
final class Examples {
  private Examples() {}

  /** An operation, with its inputs at hand. */
  interface Operation {
    Tensor apply(Tape tape);
  }

  /** The values of a result. */
  static float[] result(Operation operation) {
    try (Workers workers = new Workers(1)) {
      Tape tape = new Tape(new Execution(workers));
      tape.begin();
      return operation.apply(tape).toArray();
    }
  }

  /** d(Σ y)/dx for one input x of an operation. */
  static float[] gradient(Tensor x, Operation operation) {
    try (Workers workers = new Workers(1)) {
      Tape tape = new Tape(new Execution(workers));
      Gradients gradients = new Gradients(List.of(x));
      tape.begin(gradients, null);
      Tensor y = operation.apply(tape);
      Tensor ones = Tensor.zeros(y.shape().toArray());
      ones.fill(1);
      tape.backward(y, ones);
      return gradients.of(x).toArray();
    }
  }

  /** Asserts values to the precision of float32. */
  static void assertValues(float[] actual, double... expected) {
    assertClose("values", expected, actual, 1e-6, 1e-7);
  }

  static Tensor row(float... values) {
    return Tensor.of(values, 1, values.length);
  }
}
