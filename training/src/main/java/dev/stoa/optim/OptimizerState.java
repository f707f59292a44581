package dev.stoa.optim;

import dev.stoa.tensor.Tensor;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What an optimizer remembers between steps.
 *
 * @param steps updates made so far
 * @param tensors everything else by name, in the optimizer's order
 */
public record OptimizerState(int steps, Map<String, Tensor> tensors) {
  /**
   * Checks the number and takes a copy of the map, but not of the tensors.
   *
   * @throws IllegalArgumentException for a negative number of steps
   */
  public OptimizerState {
    if (steps < 0) {
      throw new IllegalArgumentException("steps must not be negative, but is " + steps);
    }
    tensors = Collections.unmodifiableMap(new LinkedHashMap<>(tensors));
  }
}
