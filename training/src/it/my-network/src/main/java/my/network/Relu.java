package my.network;

import dev.stoa.autograd.Operations;
import dev.stoa.autograd.Saved;
import dev.stoa.autograd.Tape;
import dev.stoa.tensor.Tensor;

/** An operation: y = max(0, x). */
public final class Relu {
  private Relu() {}

  /** Forward, and on the tape the way back: dX += dY · [x > 0]. */
  public static Tensor apply(Tape tape, Tensor input) {
    Tensor x = Operations.contiguous(tape, input);
    Tensor y = tape.take(x.shape());
    for (int i = 0; i < x.size(); i++) {
      y.data()[y.offset() + i] = Math.max(0, x.data()[x.offset() + i]);
    }
    return tape.record(
        y, Saved.of(x), (dY, saved) -> addGradient(tape.gradient(x), dY, saved.get(0)), x);
  }

  private static void addGradient(Tensor dX, Tensor dY, Tensor x) {
    for (int i = 0; dX != null && i < x.size(); i++) {
      if (x.data()[x.offset() + i] > 0) {
        dX.data()[dX.offset() + i] += dY.data()[dY.offset() + i];
      }
    }
  }
}
