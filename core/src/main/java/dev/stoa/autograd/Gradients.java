package dev.stoa.autograd;

import dev.stoa.runtime.Execution;
import dev.stoa.runtime.TensorPool;
import dev.stoa.tensor.Tensor;
import java.util.Collection;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Map;

/**
 * The gradients of the parameters that are trained, kept beside the parameters and not in them.
 *
 * <p>A backward pass adds to what is here, so that several passes accumulate; {@link #clear} starts
 * anew. Used by one thread at a time.
 */
public final class Gradients {
  private final Map<Tensor, Tensor> parameters = new IdentityHashMap<>();

  /** Gradients of results on the way back, each alive only until its operation has used it. */
  private final Map<Tensor, Tensor> intermediate = new IdentityHashMap<>();

  private final TensorPool pool = new TensorPool();

  /**
   * Gradients of zero.
   *
   * @param parameters the tensors that are trained; all others are constants
   */
  public Gradients(Collection<Tensor> parameters) {
    for (Tensor parameter : parameters) {
      this.parameters.put(parameter, Tensor.zeros(parameter.shape().toArray()));
    }
  }

  /**
   * The gradient of a parameter.
   *
   * @param parameter one of the tensors given to the constructor
   * @return the tensor itself, of the parameter's shape
   * @throws IllegalArgumentException for any other tensor
   */
  public Tensor of(Tensor parameter) {
    Tensor gradient = parameters.get(parameter);
    if (gradient == null) {
      throw new IllegalArgumentException(
          parameter + " is not among the parameters that these gradients were made for");
    }
    return gradient;
  }

  /** Sets all gradients to zero. */
  public void clear() {
    for (Tensor gradient : parameters.values()) {
      gradient.fill(0);
    }
  }

  /**
   * The tensors that are trained.
   *
   * @return an unmodifiable view, in no order
   */
  public Collection<Tensor> parameters() {
    return Collections.unmodifiableSet(parameters.keySet());
  }

  /** Forgets what a backward pass that was broken off left. */
  void dropAll() {
    intermediate.values().forEach(pool::give);
    intermediate.clear();
  }

  boolean isParameter(Tensor tensor) {
    return parameters.containsKey(tensor);
  }

  /** The gradient that has arrived at a result, or null if it had no influence on the loss. */
  Tensor arrivedAt(Tensor result) {
    return intermediate.get(result);
  }

  /** Where the gradient of a tensor is added up: its own, or zeros at the first request. */
  Tensor sumFor(Tensor tensor, Execution execution) {
    Tensor gradient = arrivedSoFar(tensor);
    if (gradient == null) {
      gradient = pool.take(tensor.rows(), tensor.columns());
      execution.fill(gradient, 0);
      intermediate.put(tensor, gradient);
    }
    return gradient;
  }

  /** The sum so far, or null for a result at which nothing has arrived. */
  private Tensor arrivedSoFar(Tensor tensor) {
    Tensor gradient = parameters.get(tensor);
    return gradient != null ? gradient : intermediate.get(tensor);
  }

  /** Adds to the gradient of a tensor; the first to arrive is copied, which spares the zeros. */
  void add(Tensor tensor, Tensor gradient, Execution execution) {
    Tensor sum = arrivedSoFar(tensor);
    if (sum != null) {
      execution.forElements(sum.size(), (from, to) -> add(sum, gradient, from, to));
    } else {
      Tensor copy = pool.take(tensor.rows(), tensor.columns());
      execution.forElements(copy.size(), (from, to) -> copy(copy, gradient, from, to));
      intermediate.put(tensor, copy);
    }
  }

  private static void add(Tensor y, Tensor x, int from, int to) {
    float[] yData = y.data();
    float[] xData = x.data();
    int yOffset = y.offset();
    int xOffset = x.offset();
    for (int i = from; i < to; i++) {
      yData[yOffset + i] += xData[xOffset + i];
    }
  }

  private static void copy(Tensor y, Tensor x, int from, int to) {
    System.arraycopy(x.data(), x.offset() + from, y.data(), y.offset() + from, to - from);
  }

  /** Frees the gradient of a result whose operation has used it. */
  void drop(Tensor result) {
    Tensor gradient = intermediate.remove(result);
    if (gradient != null) {
      pool.give(gradient);
    }
  }
}
