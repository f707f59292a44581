package dev.stoa.autograd;

import dev.stoa.tensor.Tensor;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;

/** Which values belong to tracked tensors, so that a view that the tape does not know is found. */
final class Aliases {
  private final Map<float[], List<Tensor>> tensors = new IdentityHashMap<>();

  void add(Tensor tensor) {
    tensors.computeIfAbsent(tensor.data(), data -> new ArrayList<>(1)).add(tensor);
  }

  void remove(Tensor tensor) {
    List<Tensor> found = tensors.get(tensor.data());
    if (found != null && found.remove(tensor) && found.isEmpty()) {
      tensors.remove(tensor.data());
    }
  }

  void clear() {
    tensors.clear();
  }

  /**
   * Refuses a tensor that shares values with a tracked one.
   *
   * @throws IllegalArgumentException if it does
   */
  void requireNone(Tensor tensor) {
    for (Tensor known : tensors.getOrDefault(tensor.data(), List.of())) {
      if (known.overlaps(tensor)) {
        throw new IllegalArgumentException(
            tensor
                + " shares values with "
                + known
                + ", whose gradient is wanted, but the tape does not know it: take the view with"
                + " the operation (reshape, rows or columns of Operations), or cut it off with"
                + " detach");
      }
    }
  }
}
