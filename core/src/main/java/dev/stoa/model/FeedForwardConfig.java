package dev.stoa.model;

import dev.stoa.nn.FeedForward;
import dev.stoa.nn.Linear;
import dev.stoa.nn.Nonlinearity;
import dev.stoa.nn.Parameters;
import dev.stoa.nn.Part;

/**
 * The feed-forward part of a layer.
 *
 * @param hidden hidden channels
 * @param function the nonlinear function
 * @param gated whether the function of one projection gates another
 * @param biases whether its linear layers have biases
 */
public record FeedForwardConfig(int hidden, Nonlinearity function, boolean gated, boolean biases)
    implements PartConfig {
  /**
   * Checks the size.
   *
   * @throws IllegalArgumentException if it is below 1
   */
  public FeedForwardConfig {
    ModelConfig.requirePositive("feedForwardSize", hidden);
  }

  @Override
  public Part build(Parameters parameters, Place place) {
    int channels = place.channels();
    float deviation = place.deviation();
    Linear gate =
        gated ? Linear.of(parameters.at("gate_proj"), channels, hidden, biases, deviation) : null;
    Linear up = Linear.of(parameters.at("up_proj"), channels, hidden, biases, deviation);
    float last = place.residualDeviation();
    Linear down = Linear.of(parameters.at("down_proj"), hidden, channels, biases, last);
    return new FeedForward(gate, up, function, down);
  }
}
