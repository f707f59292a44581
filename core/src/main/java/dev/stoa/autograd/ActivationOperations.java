package dev.stoa.autograd;

import dev.stoa.tensor.Tensor;
import java.util.function.DoubleUnaryOperator;

/**
 * Functions of each element by itself: activations, and the exponential and its relatives. Those of
 * feed-forward layers with kernels of their own are {@link #geluTanh} and {@link #swiGlu}.
 */
abstract class ActivationOperations extends ArithmeticOperations {
  ActivationOperations() {}

  /**
   * The rectified linear unit: y = max(x, 0). Its derivative at 0 is taken as 0.
   *
   * @param tape runs and records it
   * @param x any shape
   * @return the shape of x
   */
  public static Tensor relu(Tape tape, Tensor x) {
    return ReluOp.relu(tape, x);
  }

  /**
   * The leaky rectified linear unit (Maas et al. 2013): y = x for x &gt; 0, otherwise slope · x.
   * Its derivative at 0 is taken as the slope.
   *
   * @param tape runs and records it
   * @param x any shape
   * @param slope the derivative below 0, such as 0.01
   * @return the shape of x
   */
  public static Tensor leakyRelu(Tape tape, Tensor x, float slope) {
    return ReluOp.leaky(tape, x, slope);
  }

  /**
   * The hyperbolic tangent.
   *
   * @param tape runs and records it
   * @param x any shape
   * @return the shape of x
   */
  public static Tensor tanh(Tape tape, Tensor x) {
    return ElementwiseOp.apply(tape, x, ElementwiseOp.TANH);
  }

  /**
   * The logistic function: y = 1 / (1 + exp(−x)).
   *
   * @param tape runs and records it
   * @param x any shape
   * @return the shape of x
   */
  public static Tensor sigmoid(Tape tape, Tensor x) {
    return ElementwiseOp.apply(tape, x, ElementwiseOp.SIGMOID);
  }

  /**
   * SiLU or swish (Hendrycks and Gimpel 2016; Ramachandran et al. 2017): y = x / (1 + exp(−x)).
   *
   * @param tape runs and records it
   * @param x any shape
   * @return the shape of x
   */
  public static Tensor silu(Tape tape, Tensor x) {
    return ElementwiseOp.apply(tape, x, ElementwiseOp.SILU);
  }

  /**
   * GELU in its exact form (Hendrycks and Gimpel 2016): y = x Φ(x) with the distribution function
   * Φ(x) = ½ (1 + erf(x / √2)) of the normal distribution; "gelu" in Hugging Face's files. GPT-2's
   * is {@link #geluTanh}.
   *
   * @param tape runs and records it
   * @param x any shape
   * @return the shape of x
   */
  public static Tensor gelu(Tape tape, Tensor x) {
    return ElementwiseOp.apply(tape, x, ElementwiseOp.GELU);
  }

  /**
   * The exponential linear unit (Clevert et al. 2015): y = x for x &gt; 0, otherwise α (exp(x) −
   * 1).
   *
   * @param tape runs and records it
   * @param x any shape
   * @param alpha α, where it ends for low x: at −α
   * @return the shape of x
   */
  public static Tensor elu(Tape tape, Tensor x, float alpha) {
    return ElementwiseOp.apply(tape, x, ElementwiseOp.elu(alpha));
  }

  /**
   * y = log(1 + exp(x)), a smooth form of ReLU. Computed as max(x, 0) + log(1 + exp(−|x|)), which
   * does not overflow.
   *
   * @param tape runs and records it
   * @param x any shape
   * @return the shape of x
   */
  public static Tensor softplus(Tape tape, Tensor x) {
    return ElementwiseOp.apply(tape, x, ElementwiseOp.SOFTPLUS);
  }

  /**
   * y = exp(x); infinite above 88.7.
   *
   * @param tape runs and records it
   * @param x any shape
   * @return the shape of x
   */
  public static Tensor exp(Tape tape, Tensor x) {
    return ElementwiseOp.apply(tape, x, ElementwiseOp.EXP);
  }

  /**
   * The natural logarithm: −∞ of 0, NaN below, as {@link Math#log}.
   *
   * @param tape runs and records it
   * @param x any shape
   * @return the shape of x
   */
  public static Tensor log(Tape tape, Tensor x) {
    return ElementwiseOp.apply(tape, x, ElementwiseOp.LOG);
  }

  /**
   * y = √x; NaN below 0. Its derivative at 0 is infinite: add a small ε before where x can be 0.
   *
   * @param tape runs and records it
   * @param x any shape
   * @return the shape of x
   */
  public static Tensor sqrt(Tape tape, Tensor x) {
    return ElementwiseOp.apply(tape, x, ElementwiseOp.SQRT);
  }

  /**
   * A function of your own of each element: y = f(x). It is computed in double and rounded once.
   *
   * @param tape runs and records it
   * @param x any shape
   * @param function f; called from several threads, so it must depend on nothing but its argument
   * @param derivative f′, of the same x
   * @return the shape of x
   */
  public static Tensor elementwise(
      Tape tape, Tensor x, DoubleUnaryOperator function, DoubleUnaryOperator derivative) {
    return ElementwiseOp.apply(tape, x, new ElementwiseOp.Function(function, derivative));
  }
}
