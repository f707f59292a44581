package dev.stoa.optim;

import dev.stoa.tensor.Tensor;

/** One parameter of {@link AdamW} with what is remembered about it. */
final class Moments {
  final String name;
  final Tensor parameter;
  final float weightDecay;

  /** m and v, of the parameter's shape, in arrays that begin at 0. */
  final Tensor first;

  final Tensor second;

  /** θ in an array that begins at 0: the parameter's own, or a copy of a view's values. */
  private final float[] theta;

  /** The gradient of the present step. */
  private float[] gradient;

  Moments(String name, Tensor parameter, float weightDecay) {
    this.name = name;
    this.parameter = parameter;
    this.weightDecay = weightDecay;
    first = Tensor.zeros(parameter.shape().toArray());
    second = Tensor.zeros(parameter.shape().toArray());
    theta = parameter.offset() == 0 ? parameter.data() : new float[parameter.size()];
  }

  void setGradient(Tensor tensor) {
    if (tensor.offset() != 0) {
      throw new IllegalArgumentException("the gradient of " + name + " does not begin its array");
    }
    gradient = tensor.data();
  }

  /** Updates some of the parameter's values. */
  void update(int from, int to, Factors factors) {
    boolean view = theta != parameter.data();
    int at = parameter.offset() + from;
    if (view) {
      System.arraycopy(parameter.data(), at, theta, from, to - from);
    }
    update(theta, gradient, first.data(), second.data(), from, to, factors, weightDecay);
    if (view) {
      System.arraycopy(theta, from, parameter.data(), at, to - from);
    }
  }

  /**
   * The formula of {@link AdamW}. It has one index for all arrays: with offsets that differ, the
   * compiler makes no vector instructions of this loop, and it takes seven times as long.
   */
  private static void update(
      float[] theta,
      float[] g,
      float[] m,
      float[] v,
      int from,
      int to,
      Factors factors,
      float weightDecay) {
    float kept = (float) (1 - factors.learningRate() * weightDecay);
    float beta1 = factors.beta1();
    float beta2 = factors.beta2();
    float epsilon = factors.epsilon();
    float rate = factors.correctedRate();
    float correction = factors.rootCorrection();
    for (int i = from; i < to; i++) {
      float mean = beta1 * m[i] + (1 - beta1) * g[i];
      float square = beta2 * v[i] + (1 - beta2) * g[i] * g[i];
      m[i] = mean;
      v[i] = square;
      float root = (float) Math.sqrt(square) * correction;
      theta[i] = theta[i] * kept - rate * mean / (root + epsilon);
    }
  }

  /**
   * The numbers that all values of a step have in common.
   *
   * @param learningRate r
   * @param beta1 β₁
   * @param beta2 β₂
   * @param epsilon ε
   * @param correctedRate r / (1 − β₁ᵗ)
   * @param rootCorrection 1 / √(1 − β₂ᵗ)
   */
  record Factors(
      double learningRate,
      float beta1,
      float beta2,
      float epsilon,
      float correctedRate,
      float rootCorrection) {
    /** The factors of step t, from 1. The powers of StrictMath are the same everywhere. */
    static Factors of(float learningRate, float beta1, float beta2, float epsilon, int t) {
      return new Factors(
          learningRate,
          beta1,
          beta2,
          epsilon,
          (float) (learningRate / (1 - StrictMath.pow(beta1, t))),
          (float) (1 / Math.sqrt(1 - StrictMath.pow(beta2, t))));
    }
  }
}
