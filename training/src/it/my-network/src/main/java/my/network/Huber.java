package my.network;

import dev.stoa.autograd.Saved;
import dev.stoa.autograd.Tape;
import dev.stoa.tensor.Tensor;

/** A loss: the mean of e²/2 where |e| ≤ 1, else |e| − ½, with e = x − target. */
public final class Huber {
  private Huber() {}

  /** Forward, and on the tape the way back: dX += dL · clamp(e, −1, 1) / n. */
  public static Tensor apply(Tape tape, Tensor x, Tensor target) {
    Tensor loss = tape.take(1, 1);
    double sum = 0;
    for (int row = 0; row < x.rows(); row++) {
      for (int column = 0; column < x.columns(); column++) {
        double e = Math.abs(x.at(row, column) - target.at(row, column));
        sum += e <= 1 ? e * e / 2 : e - 0.5;
      }
    }
    loss.data()[loss.offset()] = (float) (sum / x.size());
    return tape.record(
        loss,
        Saved.of(x, target),
        (dL, saved) -> {
          float scale = dL.at(0, 0) / x.size();
          addGradient(tape.gradient(x), saved.get(0), saved.get(1), scale);
          addGradient(tape.gradient(target), saved.get(1), saved.get(0), scale);
        },
        x,
        target);
  }

  private static void addGradient(Tensor dX, Tensor x, Tensor target, float scale) {
    for (int i = 0; dX != null && i < x.size(); i++) {
      int row = i / x.columns();
      int column = i % x.columns();
      float e = x.at(row, column) - target.at(row, column);
      dX.data()[dX.offset() + i] += scale * Math.clamp(e, -1f, 1f);
    }
  }
}
