package dev.stoa.model;

import dev.stoa.cache.KeyValues;
import dev.stoa.nn.Parameters;
import dev.stoa.nn.Part;

/**
 * What a part of a layer is, except its weights: attention, a feed-forward part, or one of your
 * own. An immutable value that is equal to another of the same numbers.
 */
public interface PartConfig {
  /**
   * Builds the part.
   *
   * @param parameters the part's parameters, by the last part of their names
   * @param place where in a model it is built
   * @return the part
   */
  Part build(Parameters parameters, Place place);

  /**
   * What the part keeps of each position for later passes.
   *
   * @return key-value heads and their size, or null if it keeps nothing
   */
  default KeyValues.Layer keeps() {
    return null;
  }
}
