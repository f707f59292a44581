package dev.stoa.autograd;

import dev.stoa.kernel.Softmax;
import dev.stoa.runtime.Execution;
import dev.stoa.tensor.Tensor;

/** Cross entropy between the softmax of logits and the token that came: the training loss. */
public final class CrossEntropyOp {
  /** A target of a row that has no loss, such as padding or a prompt. */
  public static final int IGNORED = -1;

  private CrossEntropyOp() {}

  /**
   * The mean of log Σ_j exp(logit_ij) − logit_i,target over all rows with a target, in nats.
   *
   * @param tape runs and records it
   * @param logits [n, vocabulary]
   * @param targets n token ids, or {@link #IGNORED}; not changed until the backward pass
   * @return [1, 1]
   * @throws IllegalArgumentException if the sizes differ, a target is outside the vocabulary, or
   *     all are ignored
   */
  public static Tensor apply(Tape tape, Tensor logits, int[] targets) {
    int counted = countTargets(logits, targets);
    int mark = tape.mark();
    Tensor loss = tape.take(1, 1);
    Tensor logSumExp = tape.take(logits.rows(), 1);
    Tensor probabilities = tape.take(logits.rows(), logits.columns());
    loss.data()[loss.offset()] =
        (float) (forward(tape.execution(), logSumExp, probabilities, logits, targets) / counted);
    if (tape.tracks(logits)) {
      tape.record(
          mark,
          loss,
          dLoss -> {
            float scale = dLoss.data()[dLoss.offset()] / counted;
            backward(tape.execution(), tape.gradientOf(logits), probabilities, targets, scale);
          });
    }
    return loss;
  }

  private static int countTargets(Tensor logits, int[] targets) {
    if (targets.length != logits.rows()) {
      throw new IllegalArgumentException(
          "cross entropy: logits%s need %d targets, not %d"
              .formatted(logits.shape(), logits.rows(), targets.length));
    }
    int counted = 0;
    for (int target : targets) {
      if (target != IGNORED) {
        if (target < 0 || target >= logits.columns()) {
          throw new IllegalArgumentException(
              "target %d is out of range: the vocabulary has %d tokens"
                  .formatted(target, logits.columns()));
        }
        counted++;
      }
    }
    if (counted == 0) {
      throw new IllegalArgumentException("cross entropy: all targets are ignored");
    }
    return counted;
  }

  /** Softmax of each row; returns the sum of the losses. */
  private static double forward(
      Execution execution, Tensor logSumExp, Tensor probabilities, Tensor logits, int[] targets) {
    Softmax kernel = execution.kernels().softmax();
    int v = logits.columns();
    execution
        .workers()
        .forRange(
            logits.rows(),
            Execution.rowGrain(v),
            (from, to) -> {
              for (int row = from; row < to; row++) {
                logSumExp.data()[logSumExp.offset() + row] =
                    kernel.softmaxInto(
                        probabilities.data(),
                        probabilities.offset() + row * v,
                        logits.data(),
                        logits.offset() + row * v,
                        v);
              }
            });
    double sum = 0;
    for (int row = 0; row < targets.length; row++) {
      if (targets[row] != IGNORED) {
        sum +=
            logSumExp.data()[logSumExp.offset() + row]
                - (double) logits.data()[logits.offset() + row * v + targets[row]];
      }
    }
    return sum;
  }

  /** dLogits_ij += scale · (p_ij − [j = target_i]). */
  private static void backward(
      Execution execution, Tensor dLogits, Tensor probabilities, int[] targets, float scale) {
    int v = dLogits.columns();
    execution
        .workers()
        .forRange(
            targets.length,
            Execution.rowGrain(v),
            (from, to) -> {
              for (int row = from; row < to; row++) {
                if (targets[row] != IGNORED) {
                  addRow(dLogits, probabilities, row, targets[row], scale);
                }
              }
            });
  }

  private static void addRow(
      Tensor dLogits, Tensor probabilities, int row, int target, float scale) {
    int v = dLogits.columns();
    float[] d = dLogits.data();
    float[] p = probabilities.data();
    int dAt = dLogits.offset() + row * v;
    int pAt = probabilities.offset() + row * v;
    for (int j = 0; j < v; j++) {
      d[dAt + j] += scale * p[pAt + j];
    }
    d[dAt + target] -= scale;
  }
}
