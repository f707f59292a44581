package dev.stoa.cli;

import dev.stoa.model.Quantization;
import dev.stoa.model.Transformer;
import java.util.LinkedHashMap;
import java.util.Map;

/** Quantizes a model and tells what became of it. */
final class QuantizationReport {
  private QuantizationReport() {}

  /**
   * Quantizes to int8.
   *
   * @param model a model of floats
   * @param console where its sizes are told, and the matrices that stay float32
   * @return the quantized model
   */
  static Transformer int8(Transformer model, Console console) {
    Quantization quantization = Quantization.int8(model);
    console.say(
        "int8: %s instead of %s"
            .formatted(Numbers.bytes(quantization.model().bytes()), Numbers.bytes(model.bytes())));
    if (!quantization.unchanged().isEmpty()) {
      console.say(
          "int8: %d matrices stay float32, because their rows are no multiple of 32: %s"
              .formatted(quantization.unchanged().size(), summary(quantization.unchanged())));
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
