package dev.stoa.values;

import dev.stoa.nn.ParameterSource;
import dev.stoa.nn.Parameters;
import dev.stoa.tensor.Tensor;
import dev.stoa.weight.DenseWeight;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;

/** Parameters that are the inputs of a contract, in the order in which a part asks for them. */
final class Inputs {
  private Inputs() {}

  static Parameters parameters(List<Tensor> inputs) {
    Iterator<Tensor> next = inputs.iterator();
    ParameterSource source = (name, shape, initial) -> new DenseWeight(next.next());
    return new Parameters("", source, new LinkedHashMap<>());
  }
}
