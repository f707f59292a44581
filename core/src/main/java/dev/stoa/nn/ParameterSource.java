package dev.stoa.nn;

import dev.stoa.runtime.CounterRandom;
import dev.stoa.tensor.Shape;
import dev.stoa.tensor.Tensor;
import dev.stoa.weight.DenseWeight;
import dev.stoa.weight.Weight;

/**
 * Where the layers of a model get their parameters from while it is built: a file, a random
 * generator, or another model.
 */
@FunctionalInterface
public interface ParameterSource {
  /**
   * The parameter with a name.
   *
   * @param name full name, such as {@code model.layers.0.self_attn.q_proj.weight}
   * @param shape the shape that the layer needs
   * @param initial how a new parameter is chosen; a source that loads ignores it
   * @return a parameter of that shape
   * @throws IllegalArgumentException if there is none, or its shape is another
   */
  Weight get(String name, Shape shape, Initial initial);

  /**
   * A source of new parameters. The values of a parameter depend on the seed, on how many
   * parameters came before it, and on nothing else.
   *
   * @param seed the run's seed
   * @return the source, good for one model
   */
  static ParameterSource random(long seed) {
    int[] made = {0};
    return (name, shape, initial) -> {
      CounterRandom random = new CounterRandom(seed, CounterRandom.INITIALIZATION, made[0]++);
      Tensor tensor = Tensor.zeros(shape.toArray());
      for (int i = 0; i < tensor.size(); i++) {
        tensor.data()[i] =
            switch (initial) {
              case Initial.Constant(float value) -> value;
              case Initial.Normal(float deviation) -> deviation * random.normal(i);
            };
      }
      return new DenseWeight(tensor);
    };
  }
}
