package dev.stoa.autograd;

import dev.stoa.kernel.Softmax;
import dev.stoa.tensor.Tensor;
import java.util.Arrays;

/**
 * Cross entropy between the softmax of logits and one class a row: as a mean, row by row, and as
 * the logarithms of probabilities.
 */
final class CrossEntropyOp {
  /** Each thread's room for the probabilities of a row that nobody asks for. */
  private static final ThreadLocal<float[]> ROW = ThreadLocal.withInitial(() -> new float[0]);

  private CrossEntropyOp() {}

  /**
   * What the rows are compared with.
   *
   * @param targets a class for each row, or IGNORED
   * @param weights a weight for each class, or null where all weigh 1
   * @param smoothing ε, the share of the loss that all classes have in common
   */
  record Targets(int[] targets, float[] weights, float smoothing) {
    boolean plain() {
      return weights == null && smoothing == 0;
    }

    float weight(int target) {
      return weights == null ? 1 : weights[target];
    }

    /** ε/V · w_j: what a class counts in every row. */
    double common(int j) {
      return smoothing == 0 ? 0 : (double) smoothing / weights.length * weights[j];
    }
  }

  /** Softmax of each row, and log Σ exp of each row. */
  private record Rows(Tensor logits, Tensor logSumExp, Tensor probabilities) {}

  static Tensor mean(Tape tape, Tensor input, Targets given) {
    Tensor logits = Operations.contiguous(tape, input);
    Targets targets = checked(logits, given);
    double weight = requireWeight(targets);
    Tensor loss = tape.take(1, 1);
    Rows rows = softmax(tape, logits);
    double sum = 0;
    for (int row = 0; row < logits.rows(); row++) {
      sum += loss(rows, targets, row);
    }
    loss.data()[loss.offset()] = (float) (sum / weight);
    return tape.record(
        loss,
        Saved.of(rows.probabilities),
        (dLoss, saved) -> {
          float scale = dLoss.data()[dLoss.offset()] / (float) weight;
          Tensor dLogits = tape.gradient(logits);
          RowTask.forRows(tape, logits, row -> addRow(dLogits, saved.get(0), targets, row, scale));
        },
        logits);
  }

  /** sign · loss for each row, 0 for those without a target. */
  static Tensor rows(Tape tape, Tensor input, Targets given, float sign) {
    Tensor logits = Operations.contiguous(tape, input);
    Targets targets = checked(logits, given);
    Tensor losses = tape.take(logits.rows(), 1);
    Rows rows = softmax(tape, logits);
    for (int row = 0; row < logits.rows(); row++) {
      losses.data()[losses.offset() + row] = (float) (sign * loss(rows, targets, row));
    }
    return tape.record(
        losses,
        Saved.of(rows.probabilities),
        (dLosses, saved) -> {
          Tensor dLogits = tape.gradient(logits);
          RowTask.forRows(
              tape,
              logits,
              row -> {
                float scale = sign * dLosses.data()[dLosses.offset() + row];
                addRow(dLogits, saved.get(0), targets, row, scale);
              });
        },
        logits);
  }

  private static Targets checked(Tensor logits, Targets given) {
    if (given.targets.length != logits.rows()) {
      throw new IllegalArgumentException(
          "cross entropy: logits%s need %d targets, not %d"
              .formatted(logits.shape(), logits.rows(), given.targets.length));
    }
    for (int target : given.targets) {
      if (target != Operations.IGNORED && (target < 0 || target >= logits.columns())) {
        throw new IllegalArgumentException(
            "cross entropy: target %d is out of range: logits%s have %d classes; %d is for none"
                .formatted(target, logits.shape(), logits.columns(), Operations.IGNORED));
      }
    }
    if (!(given.smoothing >= 0 && given.smoothing < 1)) {
      throw new IllegalArgumentException(
          "cross entropy: label smoothing must be in [0, 1), not " + given.smoothing);
    }
    if (given.weights != null && given.weights.length != logits.columns()) {
      throw new IllegalArgumentException(
          "cross entropy: logits%s need %d class weights, not %d"
              .formatted(logits.shape(), logits.columns(), given.weights.length));
    }
    if (given.weights != null || given.smoothing == 0) {
      return given;
    }
    float[] ones = new float[logits.columns()];
    Arrays.fill(ones, 1);
    return new Targets(given.targets, ones, given.smoothing);
  }

  /** Σ of the weights of the rows' targets. */
  private static double requireWeight(Targets targets) {
    double weight = 0;
    for (int target : targets.targets) {
      weight += target == Operations.IGNORED ? 0 : targets.weight(target);
    }
    if (!(weight > 0)) {
      throw new IllegalArgumentException(
          "cross entropy: all targets are ignored or have a class weight of 0");
    }
    return weight;
  }

  private static Rows softmax(Tape tape, Tensor logits) {
    int v = logits.columns();
    Tensor logSumExp = tape.take(logits.rows(), 1);
    // Without a way back nobody asks for the probabilities, which are as large as the logits.
    Tensor probabilities = tape.recording() ? tape.take(logits.rows(), v) : null;
    Softmax kernel = tape.execution().kernels().softmax();
    RowTask.forRows(
        tape,
        logits,
        row -> {
          float[] p = probabilities == null ? room(v) : probabilities.data();
          int at = probabilities == null ? 0 : probabilities.offset() + row * v;
          logSumExp.data()[logSumExp.offset() + row] =
              kernel.softmaxInto(p, at, logits.data(), logits.offset() + row * v, v);
        });
    return new Rows(logits, logSumExp, probabilities);
  }

  private static float[] room(int size) {
    if (ROW.get().length < size) {
      ROW.set(new float[size]);
    }
    return ROW.get();
  }

  /**
   * (1 − ε) w_t (log Σ exp − logit_t) + Σ_j ε/V w_j (log Σ exp − logit_j), 0 without a target t.
   */
  private static double loss(Rows rows, Targets targets, int row) {
    int target = targets.targets[row];
    if (target == Operations.IGNORED) {
      return 0;
    }
    float[] logits = rows.logits.data();
    int v = rows.logits.columns();
    int at = rows.logits.offset() + row * v;
    float logSumExp = rows.logSumExp.data()[rows.logSumExp.offset() + row];
    double loss = logSumExp - (double) logits[at + target];
    if (targets.plain()) {
      return loss;
    }
    loss *= (1 - (double) targets.smoothing) * targets.weight(target);
    for (int j = 0; targets.smoothing > 0 && j < v; j++) {
      loss += targets.common(j) * (logSumExp - (double) logits[at + j]);
    }
    return loss;
  }

  /** dLogits_j += scale · (Q p_j − q_j) with q_j = (1 − ε) w_t [j = t] + ε/V w_j and Q = Σ q_j. */
  private static void addRow(
      Tensor dLogits, Tensor probabilities, Targets targets, int row, float scale) {
    int target = targets.targets[row];
    if (target == Operations.IGNORED) {
      return;
    }
    int v = dLogits.columns();
    float[] d = dLogits.data();
    float[] p = probabilities.data();
    int dAt = dLogits.offset() + row * v;
    int pAt = probabilities.offset() + row * v;
    float own = scale;
    float all = scale;
    if (!targets.plain()) {
      double share = (1 - (double) targets.smoothing) * targets.weight(target);
      double sum = share;
      for (int j = 0; targets.smoothing > 0 && j < v; j++) {
        sum += targets.common(j);
        d[dAt + j] -= (float) (scale * targets.common(j));
      }
      own = (float) (scale * share);
      all = (float) (scale * sum);
    }
    for (int j = 0; j < v; j++) {
      d[dAt + j] += all * p[pAt + j];
    }
    d[dAt + target] -= own;
  }
}
