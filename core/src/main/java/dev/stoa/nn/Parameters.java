package dev.stoa.nn;

import dev.stoa.tensor.Shape;
import dev.stoa.tensor.Tensor;
import dev.stoa.weight.DenseWeight;
import dev.stoa.weight.Weight;
import java.util.Map;

/**
 * What a layer asks for its parameters, by the last part of their names: it knows the path that
 * leads to the layer, fetches from a source, and notes in the model's table what was fetched.
 *
 * @param path the path, empty or ending with a dot
 * @param source where parameters come from
 * @param table what was fetched so far, by full name, in order
 */
public record Parameters(String path, ParameterSource source, Map<String, Weight> table) {
  /**
   * The parameters of a part.
   *
   * @param part name of the part, such as {@code self_attn}
   * @return parameters with a longer path
   */
  public Parameters at(String part) {
    return new Parameters(path + part + ".", source, table);
  }

  /**
   * A matrix.
   *
   * @param name last part of its name
   * @param rows its rows
   * @param columns its columns
   * @param initial how a new one is chosen
   * @return the weight, in whatever form the source has it
   */
  public Weight matrix(String name, int rows, int columns, Initial initial) {
    return fetch(name, Shape.of(rows, columns), initial);
  }

  /**
   * A vector.
   *
   * @param name last part of its name
   * @param size its size
   * @param value value of a new one
   * @return a dense tensor [size]
   * @throws IllegalArgumentException if the source has it in another form than float32
   */
  public Tensor vector(String name, int size, float value) {
    Weight weight = fetch(name, Shape.of(size), new Initial.Constant(value));
    if (weight instanceof DenseWeight(Tensor tensor)) {
      return tensor;
    }
    throw new IllegalArgumentException(path + name + " is a vector and must be float32");
  }

  private Weight fetch(String name, Shape shape, Initial initial) {
    Weight weight = source.get(path + name, shape, initial);
    if (!weight.shape().equals(shape)) {
      throw new IllegalArgumentException(
          "%s%s must have the shape %s, not %s".formatted(path, name, shape, weight.shape()));
    }
    table.put(path + name, weight);
    return weight;
  }
}
