package dev.stoa.model;

import dev.stoa.autograd.Bias;
import dev.stoa.autograd.Heads;
import dev.stoa.autograd.Reach;
import dev.stoa.autograd.Score;
import dev.stoa.cache.KeyValues;
import dev.stoa.nn.CrossAttention;
import dev.stoa.nn.Linear;
import dev.stoa.nn.Parameters;
import dev.stoa.nn.Part;
import dev.stoa.nn.SelfAttention;

/**
 * Attention of a layer.
 *
 * @param heads query heads
 * @param keyValueHeads key-value heads, a divisor of heads
 * @param headSize channels of a head
 * @param positions how it knows where a token stands
 * @param scoring how a query and a key are compared
 * @param biases whether its linear layers have biases
 * @param cross whether keys and values come from an encoder's memory
 */
public record AttentionConfig(
    int heads,
    int keyValueHeads,
    int headSize,
    Positions positions,
    Scoring scoring,
    boolean biases,
    boolean cross)
    implements PartConfig {
  /**
   * How a query and a key are compared.
   *
   * @param scale factor of q · k; 0 for 1/√headSize
   * @param cap scores stay within ±cap; 0 for no cap
   * @param reach which keys a query sees
   * @param bias what is added by distance, or null
   */
  public record Scoring(float scale, float cap, Reach reach, BiasConfig bias) {
    /**
     * The usual comparison.
     *
     * @param reach which keys a query sees
     * @return 1/√headSize without cap and bias
     */
    public static Scoring of(Reach reach) {
      return new Scoring(0, 0, reach, null);
    }
  }

  /** A bias by distance, except its weights. */
  @FunctionalInterface
  public interface BiasConfig {
    /**
     * Builds the bias.
     *
     * @param parameters the attention's parameters
     * @param place where in a model it is built; what layers share is made there once
     * @param heads query heads
     * @return the bias
     */
    Bias build(Parameters parameters, Place place, int heads);
  }

  /**
   * Checks the numbers.
   *
   * @throws IllegalArgumentException if one is out of range, with its name and value
   */
  public AttentionConfig {
    ModelConfig.requirePositive("heads", heads);
    ModelConfig.requirePositive("keyValueHeads", keyValueHeads);
    ModelConfig.requirePositive("headSize", headSize);
    if (heads % keyValueHeads != 0) {
      throw new IllegalArgumentException(
          "keyValueHeads must divide heads, but %d does not divide %d"
              .formatted(keyValueHeads, heads));
    }
    if (positions instanceof Positions.Rotary && (headSize % 2 != 0 || cross)) {
      throw new IllegalArgumentException(
          cross
              ? "a memory's rows have no rotary positions: give cross-attention none"
              : "rotary positions need an even headSize, not " + headSize);
    }
  }

  @Override
  public Part build(Parameters parameters, Place place) {
    int channels = place.channels();
    int queries = heads * headSize;
    int keys = keyValueHeads * headSize;
    float deviation = place.deviation();
    Linear query = Linear.of(parameters.at("q_proj"), channels, queries, biases, deviation);
    Linear key = Linear.of(parameters.at("k_proj"), channels, keys, biases, deviation);
    Linear value = Linear.of(parameters.at("v_proj"), channels, keys, biases, deviation);
    float last = place.residualDeviation();
    Linear output = Linear.of(parameters.at("o_proj"), queries, channels, biases, last);
    Heads all = new Heads(place.layer(), heads, keyValueHeads, headSize);
    Score score = score(parameters, place);
    return cross
        ? new CrossAttention(query, key, value, output, all, score)
        : new SelfAttention(
            query,
            key,
            value,
            output,
            all,
            score,
            positions instanceof Positions.Rotary rotary ? place.table(rotary, headSize) : null);
  }

  private Score score(Parameters parameters, Place place) {
    float scale = scoring.scale == 0 ? (float) (1 / Math.sqrt(headSize)) : scoring.scale;
    Bias bias = scoring.bias == null ? null : scoring.bias.build(parameters, place, heads);
    return new Score(scale, scoring.cap, scoring.reach, bias);
  }

  @Override
  public KeyValues.Layer keeps() {
    return cross ? null : new KeyValues.Layer(keyValueHeads, headSize);
  }
}
