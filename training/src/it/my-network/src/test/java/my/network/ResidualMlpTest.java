package my.network;

import dev.stoa.autograd.Tape;
import dev.stoa.cache.Segments;
import dev.stoa.contract.core.GradientContract;
import dev.stoa.contract.core.Values;
import dev.stoa.nn.Linear;
import dev.stoa.nn.Pass;
import dev.stoa.tensor.Tensor;
import dev.stoa.weight.DenseWeight;
import java.util.List;

/** A layer is judged as an operation whose inputs are its parameters too. */
class ResidualMlpTest extends GradientContract {
  @Override
  protected Tensor apply(Tape tape, List<Tensor> in) {
    Linear up = new Linear(new DenseWeight(in.get(1)), in.get(2));
    Linear down = new Linear(new DenseWeight(in.get(3)), in.get(4));
    return new ResidualMlp(up, down).forward(new Pass(tape, Segments.of(3)), in.get(0));
  }

  @Override
  protected Values formula(List<Values> in) {
    Values x = in.get(0);
    Values hidden = linear(x, in.get(1), in.get(2)).map(h -> Math.max(0, h));
    Values down = linear(hidden, in.get(3), in.get(4));
    return Values.of(i -> x.at(i) + down.at(i), x.shape());
  }

  private static Values linear(Values x, Values w, Values b) {
    return Values.of(
        i -> {
          double sum = b.data()[i[1]];
          for (int c = 0; c < w.shape()[1]; c++) {
            sum += x.at(i[0], c) * w.at(i[1], c);
          }
          return sum;
        },
        x.shape()[0],
        w.shape()[0]);
  }

  @Override
  protected List<Tensor> inputs() {
    return List.of(normal(4, 3, 4), normal(5, 6, 4), normal(6, 6), normal(7, 4, 6), normal(8, 4));
  }
}
