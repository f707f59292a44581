package dev.stoa.autograd;

import dev.stoa.runtime.CounterRandom;
import dev.stoa.runtime.Execution;
import dev.stoa.tensor.Tensor;

/**
 * Dropout (Srivastava et al. 2014) in the inverted form: what is kept is scaled up during training,
 * so that nothing changes afterwards.
 */
public final class DropoutOp {
  private DropoutOp() {}

  /**
   * y_i = x_i / (1 − p) with probability 1 − p, otherwise 0. The mask is a function of the tape's
   * random key and of the place of this operation in the pass; it is drawn again on the way back
   * instead of being stored. Without a random key on the tape, or with p = 0, y is x itself.
   *
   * @param tape runs and records it
   * @param x [n, channels]
   * @param probability p, of dropping a value, in [0, 1)
   * @return the same shape
   * @throws IllegalArgumentException for a probability outside [0, 1)
   */
  public static Tensor apply(Tape tape, Tensor x, float probability) {
    if (!(probability >= 0 && probability < 1)) {
      throw new IllegalArgumentException("dropout must be in [0, 1), not " + probability);
    }
    if (tape.random() == null || probability == 0) {
      return x;
    }
    CounterRandom key = tape.random();
    CounterRandom mask =
        new CounterRandom(key.seed(), CounterRandom.DROPOUT + tape.recorded(), key.step());
    int marked = tape.mark();
    Tensor y = tape.take(x.rows(), x.columns());
    y.fill(0);
    addMasked(tape.execution(), y, x, probability, mask);
    if (tape.tracks(x)) {
      tape.record(
          marked, y, dY -> addMasked(tape.execution(), tape.gradientOf(x), dY, probability, mask));
    }
    return y;
  }

  /** y += x · mask / (1 − p): the forward pass on zeros, and the backward pass alike. */
  private static void addMasked(
      Execution execution, Tensor y, Tensor x, float probability, CounterRandom mask) {
    float scale = 1 / (1 - probability);
    execution
        .workers()
        .forRange(
            x.size(),
            4096,
            (from, to) -> {
              for (int i = from; i < to; i++) {
                if (mask.uniform(i) >= probability) {
                  y.data()[y.offset() + i] += x.data()[x.offset() + i] * scale;
                }
              }
            });
  }
}
