package dev.stoa.autograd;

import dev.stoa.runtime.CounterRandom;
import dev.stoa.runtime.Execution;
import dev.stoa.tensor.Tensor;

/** Dropout; the mask is drawn again on the way back instead of being stored. */
final class DropoutOp {
  private DropoutOp() {}

  static Tensor apply(Tape tape, Tensor input, float probability) {
    if (!(probability >= 0 && probability < 1)) {
      throw new IllegalArgumentException("dropout must be in [0, 1), not " + probability);
    }
    if (tape.random() == null || probability == 0) {
      return input;
    }
    CounterRandom key = tape.random();
    CounterRandom mask =
        new CounterRandom(key.seed(), CounterRandom.DROPOUT + tape.operations(), key.step());
    Tensor x = Operations.contiguous(tape, input);
    Tensor y = tape.take(x.shape());
    y.fill(0);
    addMasked(tape.execution(), y, x, probability, mask);
    return tape.record(
        y,
        Saved.nothing(),
        (dY, saved) -> addMasked(tape.execution(), tape.gradient(x), dY, probability, mask),
        x);
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
