package dev.stoa.optim;

import dev.stoa.autograd.Gradients;
import dev.stoa.contract.training.OptimizerContract;
import dev.stoa.runtime.Workers;
import dev.stoa.tensor.Tensor;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.DisplayName;

@DisplayName("The library's AdamW")
class AdamWContractTest extends OptimizerContract {
  private static final Workers WORKERS = new Workers(2);

  @AfterAll
  static void close() {
    WORKERS.close();
  }

  @Override
  protected Updates optimizer(
      int size, float beta1, float beta2, float epsilon, float weightDecay) {
    Tensor theta = Tensor.zeros(size);
    ParameterGroup group = new ParameterGroup(Map.of("theta", theta), weightDecay);
    AdamW adam = new AdamW(List.of(group), beta1, beta2, epsilon);
    Gradients gradients = new Gradients(List.of(theta));
    return (parameters, g, learningRate) -> {
      System.arraycopy(parameters, 0, theta.data(), 0, size);
      System.arraycopy(g, 0, gradients.of(theta).data(), 0, size);
      adam.step(WORKERS, gradients, learningRate);
      System.arraycopy(theta.data(), 0, parameters, 0, size);
      System.arraycopy(gradients.of(theta).data(), 0, g, 0, size);
    };
  }
}
