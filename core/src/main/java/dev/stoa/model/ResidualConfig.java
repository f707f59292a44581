package dev.stoa.model;

import dev.stoa.cache.KeyValues;
import dev.stoa.nn.Dropout;
import dev.stoa.nn.Parameters;
import dev.stoa.nn.Part;
import dev.stoa.nn.Residual;
import dev.stoa.nn.Sequential;

/**
 * A part with its residual connection: after(x + dropout(end(part(before(x))))), see {@link
 * Residual}.
 *
 * @param name name of the part's parameters, such as {@code self_attn}
 * @param part what the part is
 * @param before the norm before the part, or null
 * @param end the norm of the part's result, or null
 * @param after the norm of the sum, or null
 * @param dropout probability of dropping a value that the part adds, while training
 */
public record ResidualConfig(
    String name, PartConfig part, Norm before, Norm end, Norm after, float dropout)
    implements PartConfig {
  /**
   * A norm of a layer.
   *
   * @param name name of its parameters, such as {@code input_layernorm}
   * @param config what it is
   */
  public record Norm(String name, NormConfig config) {
    private Part build(Parameters layer, Place place) {
      return config.build(layer.at(name), place.channels());
    }
  }

  /**
   * Checks the probability.
   *
   * @throws IllegalArgumentException if it is outside [0, 1)
   */
  public ResidualConfig {
    Dropout.orNull(dropout);
  }

  /**
   * Builds the part with its norms.
   *
   * @param layer the layer's parameters
   * @param place where in a model it is built
   * @return the part
   */
  @Override
  public Part build(Parameters layer, Place place) {
    Part first = before == null ? null : before.build(layer, place);
    Part built = part.build(layer.at(name), place);
    Part last = end == null ? null : end.build(layer, place);
    Part sum = after == null ? null : after.build(layer, place);
    return new Residual(first, Sequential.of(built, last, Dropout.orNull(dropout)), sum);
  }

  @Override
  public KeyValues.Layer keeps() {
    return part.keeps();
  }
}
