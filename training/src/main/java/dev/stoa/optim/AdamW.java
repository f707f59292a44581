package dev.stoa.optim;

import dev.stoa.autograd.Gradients;
import dev.stoa.kernel.RangeTask;
import dev.stoa.runtime.Workers;
import dev.stoa.tensor.Tensor;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Adam with decoupled weight decay. For every value θ with gradient g, at update t = 1, 2, ...:
 *
 * <pre>
 *   m ← β₁ m + (1 − β₁) g
 *   v ← β₂ v + (1 − β₂) g²
 *   θ ← θ (1 − r λ) − r · m̂ / (√v̂ + ε)      with m̂ = m / (1 − β₁ᵗ) and v̂ = v / (1 − β₂ᵗ)
 * </pre>
 *
 * <p>r is the learning rate of the step, λ the weight decay of the parameter's group. The moments m
 * and v begin at 0; dividing by 1 − βᵗ corrects the bias of that beginning. Source: Kingma and Ba
 * 2015, algorithm 1; the decay is that of Loshchilov and Hutter 2019, algorithm 2. As in PyTorch,
 * and unlike there, λ is multiplied by the whole learning rate and not only by its schedule.
 *
 * <p>Moments are float32, the corrections are computed in double.
 */
public final class AdamW implements Optimizer {
  private static final String FIRST = "first_moment.";
  private static final String SECOND = "second_moment.";

  private final float beta1;
  private final float beta2;
  private final float epsilon;
  private final List<Moments> parameters = new ArrayList<>();
  private final Chunks chunks;
  private final RangeTask update = this::updateChunks;
  private Moments.Factors factors;
  private int steps;

  /**
   * An optimizer that has made no step yet.
   *
   * @param groups the parameters; none of them in two groups
   * @param beta1 β₁, in [0, 1): how much of the mean gradient is kept
   * @param beta2 β₂, in [0, 1): how much of the mean square is kept
   * @param epsilon ε, above 0: keeps the division finite
   * @throws IllegalArgumentException if a number is out of range or a parameter is there twice
   */
  public AdamW(List<ParameterGroup> groups, float beta1, float beta2, float epsilon) {
    requireFraction("beta1", beta1);
    requireFraction("beta2", beta2);
    if (!(epsilon > 0 && epsilon < Float.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException("epsilon must be finite and above 0, not " + epsilon);
    }
    this.beta1 = beta1;
    this.beta2 = beta2;
    this.epsilon = epsilon;
    for (ParameterGroup group : groups) {
      group.parameters().forEach((name, tensor) -> add(name, tensor, group.weightDecay()));
    }
    chunks = new Chunks(parameters.stream().map(p -> p.parameter).toList());
  }

  private void add(String name, Tensor tensor, float weightDecay) {
    for (Moments other : parameters) {
      if (other.name.equals(name) || other.parameter == tensor) {
        throw new IllegalArgumentException("parameter " + name + " is there twice");
      }
    }
    parameters.add(new Moments(name, tensor, weightDecay));
  }

  private static void requireFraction(String name, float value) {
    if (!(value >= 0 && value < 1)) {
      throw new IllegalArgumentException(name + " must be in [0, 1), not " + value);
    }
  }

  @Override
  public void step(Workers workers, Gradients gradients, float learningRate) {
    if (!(learningRate >= 0 && learningRate < Float.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException(
          "learningRate must be finite and not negative, not " + learningRate);
    }
    for (Moments parameter : parameters) {
      parameter.setGradient(gradients.of(parameter.parameter));
    }
    steps++;
    factors = Moments.Factors.of(learningRate, beta1, beta2, epsilon, steps);
    workers.forRange(chunks.count(), 1, update);
  }

  private void updateChunks(int from, int to) {
    for (int chunk = from; chunk < to; chunk++) {
      Moments parameter = parameters.get(chunks.parameter(chunk));
      parameter.update(chunks.start(chunk), chunks.end(chunk), factors);
    }
  }

  @Override
  public int steps() {
    return steps;
  }

  /**
   * The moments: {@code first_moment.NAME} and {@code second_moment.NAME} for each parameter.
   *
   * @return a view: its tensors change with the next step
   */
  @Override
  public OptimizerState state() {
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    for (Moments parameter : parameters) {
      tensors.put(FIRST + parameter.name, parameter.first);
      tensors.put(SECOND + parameter.name, parameter.second);
    }
    return new OptimizerState(steps, tensors);
  }

  @Override
  public void restore(OptimizerState state) {
    Map<String, Tensor> own = state().tensors();
    own.forEach((name, tensor) -> requireSame(name, tensor, state.tensors().get(name)));
    for (String name : state.tensors().keySet()) {
      if (!own.containsKey(name)) {
        throw new IllegalArgumentException(
            "the optimizer's state has " + name + ", which belongs to no parameter");
      }
    }
    own.forEach(
        (name, tensor) -> {
          Tensor stored = state.tensors().get(name);
          System.arraycopy(
              stored.data(), stored.offset(), tensor.data(), tensor.offset(), tensor.size());
        });
    steps = state.steps();
  }

  private static void requireSame(String name, Tensor own, Tensor stored) {
    if (stored == null) {
      throw new IllegalArgumentException("the optimizer's state lacks " + name);
    }
    if (!stored.shape().equals(own.shape())) {
      throw new IllegalArgumentException(
          "%s must have the shape %s, not %s".formatted(name, own.shape(), stored.shape()));
    }
  }
}
