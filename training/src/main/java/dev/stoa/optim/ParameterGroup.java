package dev.stoa.optim;

import dev.stoa.tensor.Tensor;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Parameters that decay alike.
 *
 * @param parameters the tensors themselves by name
 * @param weightDecay λ, at least 0: each step takes the part learning rate · λ of a parameter away
 */
public record ParameterGroup(Map<String, Tensor> parameters, float weightDecay) {
  /**
   * Checks the decay and takes a copy of the map, but not of the tensors.
   *
   * @throws IllegalArgumentException for a decay that is negative or not finite, or a tensor with
   *     gaps between its rows
   */
  public ParameterGroup {
    if (!(weightDecay >= 0 && weightDecay < Float.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException(
          "weightDecay must be finite and not negative, not " + weightDecay);
    }
    parameters.forEach(
        (name, tensor) -> {
          if (!tensor.isContiguous()) {
            throw new IllegalArgumentException(
                "%s has gaps between its rows: train the whole matrix, or a copy of the columns"
                    .formatted(name));
          }
        });
    parameters = Collections.unmodifiableMap(new LinkedHashMap<>(parameters));
  }

  /**
   * Two groups: matrices, embeddings among them, decay; vectors, which are norms and biases, do
   * not. A vector scales or shifts what matrices have mixed, so shrinking it does not make the
   * model simpler. It is the division that GPT-2's reproductions (nanoGPT, llm.c) use.
   *
   * @param parameters tensors by name, in order
   * @param weightDecay λ of the matrices
   * @return the groups, without one that would be empty
   */
  public static List<ParameterGroup> matricesDecay(
      Map<String, Tensor> parameters, float weightDecay) {
    Map<String, Tensor> matrices = new LinkedHashMap<>();
    Map<String, Tensor> vectors = new LinkedHashMap<>();
    parameters.forEach(
        (name, tensor) -> (tensor.shape().rank() >= 2 ? matrices : vectors).put(name, tensor));
    return List.of(new ParameterGroup(matrices, weightDecay), new ParameterGroup(vectors, 0))
        .stream()
        .filter(group -> !group.parameters().isEmpty())
        .toList();
  }
}
