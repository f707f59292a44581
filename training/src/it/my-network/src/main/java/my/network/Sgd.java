package my.network;

import dev.stoa.autograd.Gradients;
import dev.stoa.optim.Optimizer;
import dev.stoa.optim.OptimizerState;
import dev.stoa.runtime.Workers;
import dev.stoa.tensor.Tensor;
import java.util.List;
import java.util.Map;

/** An optimizer: stochastic gradient descent, θ ← θ − r · g. */
public final class Sgd implements Optimizer {
  private final List<Tensor> parameters;
  private int steps;

  /** Moves these tensors. */
  public Sgd(Map<String, Tensor> parameters) {
    this.parameters = List.copyOf(parameters.values());
  }

  @Override
  public void step(Workers workers, Gradients gradients, float learningRate) {
    for (Tensor parameter : parameters) {
      Tensor gradient = gradients.of(parameter);
      for (int row = 0; row < parameter.rows(); row++) {
        int at = parameter.offset() + row * parameter.stride();
        for (int column = 0; column < parameter.columns(); column++) {
          parameter.data()[at + column] -= learningRate * gradient.at(row, column);
        }
      }
    }
    steps++;
  }

  @Override
  public int steps() {
    return steps;
  }

  @Override
  public OptimizerState state() {
    return new OptimizerState(steps, Map.of());
  }

  @Override
  public void restore(OptimizerState state) {
    steps = state.steps();
  }
}
