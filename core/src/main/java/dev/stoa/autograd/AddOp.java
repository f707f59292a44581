package dev.stoa.autograd;

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
    forward(y, a, b);
    if (tape.tracks(a) || tape.tracks(b)) {
      tape.record(
          mark,
          y,
          dY -> {
            addTo(tape.gradientOf(a), dY);
            addTo(tape.gradientOf(b), dY);
          });
    }
    return y;
  }

  private static void forward(Tensor y, Tensor a, Tensor b) {
    int n = y.size();
    float[] yData = y.data();
    float[] aData = a.data();
    float[] bData = b.data();
    int yOffset = y.offset();
    int aOffset = a.offset();
    int bOffset = b.offset();
    for (int i = 0; i < n; i++) {
      yData[yOffset + i] = aData[aOffset + i] + bData[bOffset + i];
    }
  }

  /** dX += dY. */
  private static void addTo(Tensor dX, Tensor dY) {
    if (dX == null) {
      return;
    }
    int n = dX.size();
    float[] dXData = dX.data();
    float[] dYData = dY.data();
    int dXOffset = dX.offset();
    int dYOffset = dY.offset();
    for (int i = 0; i < n; i++) {
      dXData[dXOffset + i] += dYData[dYOffset + i];
    }
  }
}
