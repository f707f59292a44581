package dev.stoa.nn;

import dev.stoa.autograd.Operations;
import dev.stoa.autograd.Tape;
import dev.stoa.tensor.Tensor;

/** The nonlinear functions that a feed-forward part can have. */
public enum Nonlinearity {
  /** max(0, x), as in the first transformer. */
  RELU,
  /** GELU with the exact distribution function, as in BERT. */
  GELU,
  /** GELU in the tanh form, as in GPT-2. */
  GELU_TANH,
  /** x · sigmoid(x), as in Llama, where it gates. */
  SILU;

  /**
   * The function element by element.
   *
   * @param tape runs and records it
   * @param x any shape
   * @return the same shape
   */
  public Tensor apply(Tape tape, Tensor x) {
    return switch (this) {
      case RELU -> Operations.relu(tape, x);
      case GELU -> Operations.gelu(tape, x);
      case GELU_TANH -> Operations.geluTanh(tape, x);
      case SILU -> Operations.silu(tape, x);
    };
  }

  /**
   * The function of one tensor times another, as gated linear units have it (Shazeer 2020).
   *
   * @param tape runs and records it
   * @param gate any shape
   * @param up the same shape
   * @return the same shape
   */
  public Tensor gated(Tape tape, Tensor gate, Tensor up) {
    return this == SILU
        ? Operations.swiGlu(tape, gate, up)
        : Operations.multiply(tape, apply(tape, gate), up);
  }
}
