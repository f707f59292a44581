package dev.stoa.cli.task;

import dev.stoa.cli.show.Console;
import dev.stoa.cli.show.Numbers;
import dev.stoa.kernel.BlockFormat;
import dev.stoa.model.Model;
import dev.stoa.model.Quantization;
import java.util.LinkedHashMap;
import java.util.Map;

/** Quantizes a model and tells what became of it. */
public final class QuantizationReport {
  private QuantizationReport() {}

  /**
   * Brings the matrices of a model into blocks.
   *
   * @param model a model of floats
   * @param name what the user calls the form
   * @param format how the blocks are made
   * @param console where the model's sizes are told, and the matrices that stay float32
   * @return the quantized model
   */
  public static Model of(Model model, String name, BlockFormat format, Console console) {
    Quantization quantization = Quantization.of(model, format);
    console.say(
        "%s: %s instead of %s"
            .formatted(
                name, Numbers.bytes(quantization.model().bytes()), Numbers.bytes(model.bytes())));
    if (!quantization.unchanged().isEmpty()) {
      console.say(
          "%s: %d matrices stay float32, because their rows are no multiple of %d: %s"
              .formatted(
                  name,
                  quantization.unchanged().size(),
                  format.weights(),
                  summary(quantization.unchanged())));
    }
    return quantization.model();
  }

  /** Names with what differs by the layer alone told once. */
  static String summary(Iterable<String> names) {
    Map<String, Integer> counts = new LinkedHashMap<>();
    for (String name : names) {
      counts.merge(name.replaceFirst("\\.layers\\.\\d+\\.", ".layers.*."), 1, Integer::sum);
    }
    StringBuilder text = new StringBuilder();
    counts.forEach(
        (name, count) ->
            text.append(text.isEmpty() ? "" : ", ")
                .append(name)
                .append(count == 1 ? "" : " (" + count + ")"));
    return text.toString();
  }
}
