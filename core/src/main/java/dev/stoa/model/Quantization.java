package dev.stoa.model;

import dev.stoa.kernel.BlockFormat;
import dev.stoa.tensor.Tensor;
import dev.stoa.weight.BlockWeight;
import dev.stoa.weight.DenseWeight;
import dev.stoa.weight.Weight;
import java.lang.foreign.Arena;
import java.util.List;
import java.util.Map;

/**
 * A model whose matrices are stored in blocks, and what had to stay as it was.
 *
 * @param model the quantized model; its blocks live in native memory that is freed with it
 * @param unchanged names of the matrices that stay float32 because their rows are no whole blocks
 */
public record Quantization(Model model, List<String> unchanged) {
  /**
   * Quantizes every matrix that can be, the embedding among them, to int8 blocks of 32 (Q8_0). The
   * given model is not changed; what stays float32, its vectors among it, is shared with it, so
   * train the one no further while the other is in use.
   *
   * @param model any model
   * @return the quantized model
   */
  public static Quantization int8(Model model) {
    return of(model, BlockFormat.Q8_0);
  }

  /**
   * Stores every matrix that can be, the embedding among them, in blocks. The given model is not
   * changed; what stays float32, its vectors among it, is shared with it, so train the one no
   * further while the other is in use.
   *
   * @param model any model
   * @param format how the blocks are made
   * @return the quantized model
   */
  public static Quantization of(Model model, BlockFormat format) {
    Arena arena = Arena.ofAuto();
    Map<String, Weight> weights = model.weights();
    Model quantized =
        new Model(
            model.config(),
            (name, shape, initial) ->
                weights.get(name) instanceof DenseWeight(Tensor tensor)
                        && BlockWeight.supports(format, shape)
                    ? BlockWeight.encode(format, tensor, arena)
                    : weights.get(name));
    List<String> unchanged =
        quantized.weights().entrySet().stream()
            .filter(e -> e.getValue() instanceof DenseWeight && e.getValue().shape().rank() == 2)
            .map(Map.Entry::getKey)
            .toList();
    return new Quantization(quantized, unchanged);
  }
}
