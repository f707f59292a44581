package dev.stoa.autograd;

import dev.stoa.tensor.Tensor;

/** Losses: one value that says how wrong a model is, or one for each row. */
abstract class LossOperations extends ReductionOperations {
  /** A target of a row that has no loss, such as padding or a prompt. */
  public static final int IGNORED = -1;

  LossOperations() {}

  /**
   * The mean squared error: Σ (x_i − t_i)² / n over all values.
   *
   * @param tape runs and records it
   * @param x any shape, not empty
   * @param targets t, the same shape; gradients go there too
   * @return [1, 1]
   * @throws IllegalArgumentException if the shapes differ
   */
  public static Tensor meanSquaredError(Tape tape, Tensor x, Tensor targets) {
    return LossOp.mean(tape, LossOp.SQUARE, x, targets);
  }

  /**
   * The mean of Huber's loss (1964), which counts outliers less: ½ d² for a distance d = x_i − t_i
   * up to δ, and δ (|d| − ½ δ) beyond.
   *
   * @param tape runs and records it
   * @param x any shape, not empty
   * @param targets t, the same shape; gradients go there too
   * @param delta δ, positive
   * @return [1, 1]
   * @throws IllegalArgumentException if the shapes differ or δ is not positive
   */
  public static Tensor huber(Tape tape, Tensor x, Tensor targets, float delta) {
    return LossOp.mean(tape, new LossOp.Huber(delta), x, targets);
  }

  /**
   * The mean cross entropy of independent yes-or-no questions, in nats: −t_i log σ(x_i) − (1 − t_i)
   * log(1 − σ(x_i)) with the logistic function σ, computed from the logits without overflow.
   *
   * @param tape runs and records it
   * @param logits x, any shape, not empty
   * @param targets t, the same shape: probabilities in [0, 1]; gradients go there too
   * @return [1, 1]
   * @throws IllegalArgumentException if the shapes differ or a target is outside [0, 1]
   */
  public static Tensor binaryCrossEntropy(Tape tape, Tensor logits, Tensor targets) {
    return LossOp.mean(tape, LossOp.BINARY, logits, targets);
  }

  /**
   * The mean hinge loss of a classifier with a margin (Cortes and Vapnik 1995): max(0, 1 − t_i
   * x_i).
   *
   * @param tape runs and records it
   * @param x scores of any shape, not empty
   * @param targets t, the same shape: −1 or 1
   * @return [1, 1]
   * @throws IllegalArgumentException if the shapes differ or a target is neither −1 nor 1
   */
  public static Tensor hinge(Tape tape, Tensor x, Tensor targets) {
    return LossOp.mean(tape, LossOp.HINGE, x, targets);
  }

  /**
   * Cross entropy, the training loss of language models: the mean of log Σ_j exp(logit_ij) −
   * logit_i,target over all rows with a target, in nats.
   *
   * @param tape runs and records it
   * @param logits [n, vocabulary]
   * @param targets n token ids, or {@link #IGNORED}; not changed until the backward pass
   * @return [1, 1]
   * @throws IllegalArgumentException if the sizes differ, a target is outside the vocabulary, or
   *     all are ignored
   */
  public static Tensor crossEntropy(Tape tape, Tensor logits, int[] targets) {
    return CrossEntropyOp.mean(tape, logits, new CrossEntropyOp.Targets(targets, null, 0));
  }

  /**
   * Cross entropy with a weight w for each class and label smoothing ε (Szegedy et al. 2016): the
   * sum of (1 − ε) w_t (−log p_it) + Σ_j ε/V w_j (−log p_ij) over all rows i with a target t,
   * divided by the sum of their w_t, in nats.
   *
   * @param tape runs and records it
   * @param logits [n, V], whose softmax is p
   * @param targets n classes, or {@link #IGNORED}; not changed until the backward pass
   * @param classWeights w, V values, or null where all are 1; not changed until the backward pass
   * @param smoothing ε in [0, 1)
   * @return [1, 1]
   * @throws IllegalArgumentException if the sizes differ, a target is not a class, or all are
   *     ignored or weigh nothing
   */
  public static Tensor crossEntropy(
      Tape tape, Tensor logits, int[] targets, float[] classWeights, float smoothing) {
    return CrossEntropyOp.mean(
        tape, logits, new CrossEntropyOp.Targets(targets, classWeights, smoothing));
  }

  /**
   * Cross entropy of each row by itself: log Σ_j exp(logit_ij) − logit_i,target in nats, and 0
   * where there is no target.
   *
   * @param tape runs and records it
   * @param logits [n, vocabulary]
   * @param targets n token ids, or {@link #IGNORED}; not changed until the backward pass
   * @return [n, 1]
   * @throws IllegalArgumentException if the sizes differ or a target is outside the vocabulary
   */
  public static Tensor crossEntropyRows(Tape tape, Tensor logits, int[] targets) {
    return CrossEntropyOp.rows(tape, logits, new CrossEntropyOp.Targets(targets, null, 0), 1);
  }

  /**
   * Cross entropy of each row by itself, with class weights w and label smoothing ε: (1 − ε) w_t
   * (−log p_it) + Σ_j ε/V w_j (−log p_ij) in nats, not divided by anything, and 0 where there is no
   * target.
   *
   * @param tape runs and records it
   * @param logits [n, V], whose softmax is p
   * @param targets n classes, or {@link #IGNORED}; not changed until the backward pass
   * @param classWeights w, V values, or null where all are 1; not changed until the backward pass
   * @param smoothing ε in [0, 1)
   * @return [n, 1]
   * @throws IllegalArgumentException if the sizes differ or a target is not a class
   */
  public static Tensor crossEntropyRows(
      Tape tape, Tensor logits, int[] targets, float[] classWeights, float smoothing) {
    return CrossEntropyOp.rows(
        tape, logits, new CrossEntropyOp.Targets(targets, classWeights, smoothing), 1);
  }

  /**
   * The logarithm of the probability that each row gives to one token, of which objectives on
   * preferences are made: logit_i,id − log Σ_j exp(logit_ij) in nats, and 0 for {@link #IGNORED}.
   *
   * @param tape runs and records it
   * @param logits [n, vocabulary]
   * @param ids n token ids, or {@link #IGNORED}; not changed until the backward pass
   * @return [n, 1]
   * @throws IllegalArgumentException if the sizes differ or an id is outside the vocabulary
   */
  public static Tensor gatherLogProbabilities(Tape tape, Tensor logits, int[] ids) {
    return CrossEntropyOp.rows(tape, logits, new CrossEntropyOp.Targets(ids, null, 0), -1);
  }
}
