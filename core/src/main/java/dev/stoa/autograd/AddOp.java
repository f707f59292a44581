package dev.stoa.autograd;

import dev.stoa.runtime.Execution;
import dev.stoa.tensor.Tensor;

/** The sum of two tensors: residual connections, and positions added to tokens. */
public final class AddOp {
  private AddOp() {}

  /**
   * y = a + b.
   *
   * @param tape runs and records it
   * @param a [n, channels]
   * @param b the same shape
   * @return the same shape
   * @throws IllegalArgumentException if the shapes differ
   */
  public static Tensor apply(Tape tape, Tensor a, Tensor b) {
    if (!a.shape().equals(b.shape())) {
      throw new IllegalArgumentException(
          "add: the shapes %s and %s differ".formatted(a.shape(), b.shape()));
    }
    int mark = tape.mark();
    Tensor y = tape.take(a.rows(), a.columns());
    if (Execution.small(y.size())) {
      sumInto(y, a, b, 0, y.size());
    } else {
      tape.execution().forElements(y.size(), (from, to) -> sumInto(y, a, b, from, to));
    }
    if (tape.tracks(a) || tape.tracks(b)) {
      tape.record(
          mark,
          y,
          dY -> {
            tape.addGradient(a, dY);
            tape.addGradient(b, dY);
          });
    }
    return y;
  }

  private static void sumInto(Tensor y, Tensor a, Tensor b, int from, int to) {
    float[] yData = y.data();
    float[] aData = a.data();
    float[] bData = b.data();
    int yOffset = y.offset();
    int aOffset = a.offset();
    int bOffset = b.offset();
    for (int i = from; i < to; i++) {
      yData[yOffset + i] = aData[aOffset + i] + bData[bOffset + i];
    }
  }
}
