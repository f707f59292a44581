package dev.stoa.model;

import dev.stoa.autograd.RotaryTable;
import java.util.Map;

/**
 * Where in a model a part is built, and how large new weights are there.
 *
 * @param channels size of a row between layers
 * @param contextLength the longest text, in tokens
 * @param layer number of the layer, from 0
 * @param residuals how many parts of the model add to the rows between layers
 * @param tables cosines and sines that were made already, since all layers share them
 */
public record Place(
    int channels,
    int contextLength,
    int layer,
    int residuals,
    Map<Map.Entry<Integer, Positions.Rotary>, RotaryTable> tables) {
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
    return tables.computeIfAbsent(
        Map.entry(headSize, rotary),
        key -> RotaryTable.of(contextLength, headSize, rotary.base(), rotary.pairing()));
  }
}
