package my.network;

import dev.stoa.autograd.Tape;
import dev.stoa.contract.core.GradientContract;
import dev.stoa.contract.core.Values;
import dev.stoa.tensor.Tensor;
import java.util.List;

class ReluTest extends GradientContract {
  @Override
  protected Tensor apply(Tape tape, List<Tensor> inputs) {
    return Relu.apply(tape, inputs.get(0));
  }

  @Override
  protected Values formula(List<Values> inputs) {
    return inputs.get(0).map(x -> Math.max(0, x));
  }

  @Override
  protected List<Tensor> inputs() {
    return List.of(normal(1, 4, 5));
  }
}
