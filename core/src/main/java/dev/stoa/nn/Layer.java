package dev.stoa.nn;

import dev.stoa.tensor.Tensor;

/**
 * One layer of a model, which an observer is shown.
 *
 * @param number its number, from 0
 * @param part what it computes
 */
public record Layer(int number, Part part) implements Part {
  @Override
  public Tensor forward(Pass pass, Tensor x) {
    Tensor y = part.forward(pass, x);
    if (pass.observer() != null) {
      pass.observer().hidden(number, y);
    }
    return y;
  }
}
