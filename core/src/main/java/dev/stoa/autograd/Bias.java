package dev.stoa.autograd;

import dev.stoa.tensor.Tensor;

/** What is added to attention's scores by head and by the distance of key and query. */
@FunctionalInterface
public interface Bias {
  /**
   * The bias of neighbouring distances, computed on the tape from whatever is trained.
   *
   * @param tape runs and records it
   * @param lowest the first distance, position of the key − position of the query
   * @param count how many distances
   * @return [heads, count]
   */
  Tensor values(Tape tape, int lowest, int count);
}
