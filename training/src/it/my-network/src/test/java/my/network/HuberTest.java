package my.network;

import dev.stoa.autograd.Tape;
import dev.stoa.contract.core.GradientContract;
import dev.stoa.contract.core.Values;
import dev.stoa.tensor.Tensor;
import java.util.List;

class HuberTest extends GradientContract {
  @Override
  protected Tensor apply(Tape tape, List<Tensor> inputs) {
    return Huber.apply(tape, inputs.get(0), inputs.get(1));
  }

  @Override
  protected Values formula(List<Values> inputs) {
    double sum = 0;
    double[] x = inputs.get(0).data();
    for (int i = 0; i < x.length; i++) {
      double e = Math.abs(x[i] - inputs.get(1).data()[i]);
      sum += e <= 1 ? e * e / 2 : e - 0.5;
    }
    return new Values(new double[] {sum / x.length}, 1, 1);
  }

  @Override
  protected List<Tensor> inputs() {
    return List.of(normal(2, 4, 5), normal(3, 4, 5));
  }
}
