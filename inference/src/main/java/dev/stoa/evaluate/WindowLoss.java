package dev.stoa.evaluate;

import dev.stoa.autograd.Operations;
import dev.stoa.autograd.Tape;
import dev.stoa.cache.Segments;
import dev.stoa.model.Model;
import dev.stoa.nn.Pass;
import dev.stoa.runtime.Execution;
import dev.stoa.tensor.Tensor;
import java.util.Arrays;

/** The summed loss of some windows of a text, run through the model as segments of one pass. */
final class WindowLoss {
  /** Rows of a pass that make good matrix products. */
  private static final int ROWS = 1024;

  /** Logits of a pass, at most, unless a single window has more: 128 MB. */
  private static final int LOGITS = 1 << 25;

  private final Model model;
  private final Tape tape;
  private final int context;
  private final int vocabulary;

  WindowLoss(Model model, Execution execution) {
    this.model = model;
    tape = new Tape(execution);
    context = model.config().contextLength();
    vocabulary = model.config().vocabularySize();
  }

  /** As many whole windows as a pass shall have, in predictions. */
  int predictionsPerPass() {
    int rows = Math.min(ROWS, LOGITS / vocabulary);
    return context * Math.max(1, rows / context);
  }

  /**
   * −Σ log p over the tokens from + 1 ... from + count, in nats.
   *
   * @param tokens the text
   * @param from first input, the beginning of a window
   * @param count how many tokens to predict
   */
  double sum(int[] tokens, int from, int count) {
    tape.begin();
    Tensor logits =
        model.logits(
            new Pass(tape, windows(count)), Arrays.copyOfRange(tokens, from, from + count));
    int[] targets = Arrays.copyOfRange(tokens, from + 1, from + count + 1);
    Tensor losses = Operations.crossEntropyRows(tape, logits, targets);
    double sum = 0;
    for (int row = 0; row < count; row++) {
      sum += losses.at(row, 0);
    }
    return sum;
  }

  private Segments windows(int rows) {
    int[] lengths = new int[Math.ceilDiv(rows, context)];
    Arrays.fill(lengths, context);
    lengths[lengths.length - 1] = rows - context * (lengths.length - 1);
    return Segments.of(lengths);
  }
}
