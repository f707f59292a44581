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

  /** Logits that are computed at a time, at most: 128 MB. */
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
    Pass pass = new Pass(tape, windows(count));
    Tensor hidden =
        model.hidden(pass, model.embed(pass, Arrays.copyOfRange(tokens, from, from + count)));
    // A long window of a large vocabulary has more logits than memory takes at a time.
    int most = Math.max(1, LOGITS / vocabulary);
    double sum = 0;
    for (int row = 0; row < count; row += most) {
      int mark = tape.mark();
      int end = Math.min(count, row + most);
      Tensor logits = model.project(pass, hidden.rows(row, end));
      int[] targets = Arrays.copyOfRange(tokens, from + row + 1, from + end + 1);
      Tensor losses = Operations.crossEntropyRows(tape, logits, targets);
      for (int i = 0; i < end - row; i++) {
        sum += losses.at(i, 0);
      }
      tape.keepOnly(mark, hidden);
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
