package dev.stoa.model;

import dev.stoa.autograd.RotaryTable;
import java.util.Map;
import java.util.function.Supplier;

/**
 * Where in a model a part is built, and how large new weights are there.
 *
 * @param channels size of a row between layers
 * @param contextLength the longest text, in tokens
 * @param layer number of the layer, from 0
 * @param residuals how many parts of the model add to the rows between layers
 * @param shared what was made once for all layers of a stack, by whatever tells it apart
 */
public record Place(
    int channels, int contextLength, int layer, int residuals, Map<Object, Object> shared) {
  /**
   * Standard deviation of new linear layers: GPT-2's 0.02 at the 768 channels of its smallest
   * model, and for other sizes in proportion to 1/√channels, so that a layer's outputs begin
   * equally large in every model. GPT-2 itself keeps 0.02 at all sizes, with which narrow models
   * learn more slowly.
   *
   * @return the deviation
   */
  public float deviation() {
    return (float) (0.02 * Math.sqrt(768.0 / channels));
  }

  /**
   * New weights that add to the residual stream are smaller by the root of how many do (Radford et
   * al. 2019, section 2.3), so that the stream's variance does not grow with the depth.
   *
   * @return the deviation of a part's last linear layer
   */
  public float residualDeviation() {
    return (float) (deviation() / Math.sqrt(residuals));
  }

  /**
   * Cosines and sines for the whole context.
   *
   * @param rotary base and pairing
   * @param headSize channels of a head
   * @return the same table for all parts of a model that ask alike
   */
  public RotaryTable table(Positions.Rotary rotary, int headSize) {
    return once(
        Map.entry(headSize, rotary),
        RotaryTable.class,
        () -> RotaryTable.of(contextLength, headSize, rotary.base(), rotary.pairing()));
  }

  /**
   * Something that all layers of a stack share, such as T5's bias, which stands in the first layer.
   *
   * @param <T> its type
   * @param key tells it apart
   * @param type its type
   * @param maker makes it where it is asked for first
   * @return always the same object
   */
  public <T> T once(Object key, Class<T> type, Supplier<T> maker) {
    Object found = shared.get(key);
    if (found == null) {
      found = maker.get();
      shared.put(key, found);
    }
    return type.cast(found);
  }
}
