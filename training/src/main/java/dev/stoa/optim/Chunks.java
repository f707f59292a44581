package dev.stoa.optim;

import dev.stoa.tensor.Tensor;
import java.util.List;

/**
 * Parameters cut into chunks of similar size, so that all of them are one piece of work for the
 * threads. The bounds depend on the parameters' sizes alone. Immutable.
 */
final class Chunks {
  /** Values of a chunk: three or four arrays of them fit a core's second cache. */
  private static final int LARGEST = 16_384;

  private final int[] parameters;
  private final int[] starts;
  private final int[] ends;

  Chunks(List<Tensor> tensors) {
    int count = tensors.stream().mapToInt(t -> Math.ceilDiv(t.size(), LARGEST)).sum();
    parameters = new int[count];
    starts = new int[count];
    ends = new int[count];
    int chunk = 0;
    for (int p = 0; p < tensors.size(); p++) {
      int size = tensors.get(p).size();
      for (int start = 0; start < size; start += LARGEST) {
        parameters[chunk] = p;
        starts[chunk] = start;
        ends[chunk] = Math.min(size, start + LARGEST);
        chunk++;
      }
    }
  }

  int count() {
    return parameters.length;
  }

  /** The number of the parameter that a chunk is cut from. */
  int parameter(int chunk) {
    return parameters[chunk];
  }

  /** The chunk's first value, counted from the parameter's first. */
  int start(int chunk) {
    return starts[chunk];
  }

  /** The value behind the chunk's last. */
  int end(int chunk) {
    return ends[chunk];
  }
}
