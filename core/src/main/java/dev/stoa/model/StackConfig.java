package dev.stoa.model;

import dev.stoa.cache.KeyValues;
import dev.stoa.nn.Parameters;
import dev.stoa.nn.Part;
import dev.stoa.nn.Sequential;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * An encoder or a decoder: layers, and a norm behind the last.
 *
 * @param layers the layers, in order
 * @param norm the norm behind the last, or null
 */
public record StackConfig(List<LayerConfig> layers, NormConfig norm) {
  /**
   * Takes a copy of the list.
   *
   * @throws IllegalArgumentException if it is empty
   */
  public StackConfig {
    ModelConfig.requirePositive("layers", layers.size());
    layers = List.copyOf(layers);
  }

  /**
   * Equal layers.
   *
   * @param count how many
   * @param layer each of them
   * @param norm the norm behind the last, or null
   * @return the stack
   * @throws IllegalArgumentException for fewer than 1
   */
  public static StackConfig of(int count, LayerConfig layer, NormConfig norm) {
    ModelConfig.requirePositive("layers", count);
    return new StackConfig(Collections.nCopies(count, layer), norm);
  }

  /** The layers, and the norm as the last part. */
  Sequential build(Parameters parameters, ModelConfig config) {
    int residuals = layers.stream().mapToInt(layer -> layer.parts().size()).sum();
    Map<Object, Object> shared = new HashMap<>();
    List<Part> parts = new ArrayList<>();
    for (int i = 0; i < layers.size(); i++) {
      Place place = new Place(config.channels(), config.contextLength(), i, residuals, shared);
      parts.add(layers.get(i).build(parameters.at("layers").at(Integer.toString(i)), place));
    }
    if (norm != null) {
      parts.add(norm.build(parameters.at("norm"), config.channels()));
    }
    return new Sequential(parts);
  }

  /**
   * What each layer keeps of a position for later passes.
   *
   * @return one entry for each layer
   * @throws IllegalArgumentException if a layer has no self-attention, so that there is nothing to
   *     keep of it
   */
  public List<KeyValues.Layer> keeps() {
    List<KeyValues.Layer> kept = new ArrayList<>();
    for (LayerConfig layer : layers) {
      KeyValues.Layer one = layer.keeps();
      if (one == null) {
        throw new IllegalArgumentException(
            "layer %d keeps no keys and values: read whole texts without a cache"
                .formatted(kept.size()));
      }
      kept.add(one);
    }
    return kept;
  }
}
