package dev.stoa.model;

import dev.stoa.cache.KeyValues;
import dev.stoa.nn.Layer;
import dev.stoa.nn.Parameters;
import dev.stoa.nn.Part;
import dev.stoa.nn.Sequential;
import java.util.List;
import java.util.Objects;

/**
 * One layer: parts with residual connections, one after the other.
 *
 * @param parts the parts, in order
 */
public record LayerConfig(List<ResidualConfig> parts) implements PartConfig {
  /** Takes a copy of the list. */
  public LayerConfig {
    parts = List.copyOf(parts);
  }

  /**
   * The layer of GPT-2 and Llama: x + attention(norm(x)), then x + feedForward(norm(x)).
   *
   * @param norm both norms
   * @param attention attention
   * @param feedForward feed-forward part
   * @param dropout of what each part adds, while training
   * @return the layer, with the names of Hugging Face's Llama
   */
  public static LayerConfig preNorm(
      NormConfig norm, PartConfig attention, PartConfig feedForward, float dropout) {
    var first = new ResidualConfig.Norm("input_layernorm", norm);
    var second = new ResidualConfig.Norm("post_attention_layernorm", norm);
    return new LayerConfig(
        List.of(
            new ResidualConfig("self_attn", attention, first, null, null, dropout),
            new ResidualConfig("mlp", feedForward, second, null, null, dropout)));
  }

  @Override
  public Part build(Parameters parameters, Place place) {
    Part[] built = parts.stream().map(p -> p.build(parameters, place)).toArray(Part[]::new);
    return new Layer(place.layer(), Sequential.of(built));
  }

  @Override
  public KeyValues.Layer keeps() {
    List<KeyValues.Layer> kept =
        parts.stream().map(ResidualConfig::keeps).filter(Objects::nonNull).toList();
    if (kept.size() > 1) {
      throw new IllegalArgumentException(
          "a layer keeps the keys and values of one attention, not of %d".formatted(kept.size()));
    }
    return kept.isEmpty() ? null : kept.getFirst();
  }
}
