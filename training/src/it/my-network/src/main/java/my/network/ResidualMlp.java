package my.network;

import dev.stoa.autograd.Operations;
import dev.stoa.nn.Linear;
import dev.stoa.nn.Parameters;
import dev.stoa.nn.Part;
import dev.stoa.nn.Pass;
import dev.stoa.tensor.Tensor;

/** A layer: x + down(relu(up(x))). */
public record ResidualMlp(Linear up, Linear down) implements Part {
  /** Builds the layer from parameters of any source. */
  public static ResidualMlp of(Parameters parameters, int channels, int hidden) {
    return new ResidualMlp(
        Linear.of(parameters.at("up"), channels, hidden, true, 0.5f),
        Linear.of(parameters.at("down"), hidden, channels, true, 0.5f));
  }

  @Override
  public Tensor forward(Pass pass, Tensor x) {
    Tensor hidden = Relu.apply(pass.tape(), up.forward(pass, x));
    return Operations.add(pass.tape(), x, down.forward(pass, hidden));
  }
}
