package dev.stoa.autograd;

import dev.stoa.tensor.Tensor;

/**
 * What an operation needs of its forward pass on the way back: inputs, its result, or scratch that
 * it took. Their values must not change until then.
 */
public final class Saved {
  private static final Saved NOTHING = new Saved();

  private final Tensor[] tensors;

  private Saved(Tensor... tensors) {
    this.tensors = tensors;
  }

  /**
   * For an operation whose backward pass needs nothing but the gradient.
   *
   * @return always the same object
   */
  public static Saved nothing() {
    return NOTHING;
  }

  /**
   * Some tensors.
   *
   * @param tensors inputs, the result or scratch; null where an optional one is missing
   * @return what the tape keeps for the backward pass
   */
  public static Saved of(Tensor... tensors) {
    return new Saved(tensors.clone());
  }

  /**
   * One of them.
   *
   * @param index its place in the call that saved it, from 0
   * @return the tensor with the values of the forward pass
   */
  public Tensor get(int index) {
    return tensors[index];
  }
}
