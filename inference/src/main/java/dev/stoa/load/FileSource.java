package dev.stoa.load;

import dev.stoa.file.FormatException;
import dev.stoa.format.WeightFile;
import dev.stoa.nn.Initial;
import dev.stoa.nn.ParameterSource;
import dev.stoa.tensor.Shape;
import dev.stoa.weight.DenseWeight;
import dev.stoa.weight.Weight;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** The parameters of a model, read from a file while the model is built. */
final class FileSource implements ParameterSource {
  /** How many names an error lists. */
  private static final int EXAMPLES = 4;

  private final WeightFile file;
  private final Path config;
  private final Set<String> used = new HashSet<>();

  /**
   * @param file where the values are
   * @param config the file that says which parameters the model has
   */
  FileSource(WeightFile file, Path config) {
    this.file = file;
    this.config = config;
  }

  @Override
  public Weight get(String name, Shape shape, Initial initial) {
    Shape stored = file.shapes().get(name);
    try {
      if (stored == null) {
        throw new FormatException(
            file.file(),
            "there is no tensor '%s' %s, which %s needs; there are %d others%s"
                .formatted(
                    name,
                    shape,
                    config.getFileName(),
                    file.shapes().size(),
                    examples(file.shapes().keySet())));
      }
      if (!stored.equals(shape)) {
        throw new FormatException(
            file.file(),
            "tensor '%s' has the shape %s, but %s needs %s"
                .formatted(name, stored, config.getFileName(), shape));
      }
      used.add(name);
      return new DenseWeight(file.read(name));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String examples(Collection<String> names) {
    return names.isEmpty()
        ? ""
        : names.stream()
            .limit(EXAMPLES)
            .map(name -> "'" + name + "'")
            .collect(Collectors.joining(", ", ": ", names.size() > EXAMPLES ? " ..." : ""));
  }

  /**
   * Refuses tensors of this architecture that the model did not ask for: it would compute something
   * else without them. Those of other heads and towers are only told to the log.
   */
  void requireAllUsed() throws FormatException {
    List<String> refused = new ArrayList<>();
    for (String name : file.shapes().keySet()) {
      if (!used.contains(name) && !isHarmless(name)) {
        if (name.startsWith("model.") || name.startsWith("lm_head.")) {
          refused.add(name);
        } else {
          System.getLogger("dev.stoa.load")
              .log(
                  System.Logger.Level.DEBUG,
                  "{0}: tensor ''{1}'' is no part of the model and is ignored",
                  file.file(),
                  name);
        }
      }
    }
    if (!refused.isEmpty()) {
      throw new FormatException(
          file.file(),
          "there are %d tensors that %s has no place for, and without which the model is another%s"
              .formatted(refused.size(), config.getFileName(), examples(refused)));
    }
  }

  /** What is computed anew: angles of rotary positions, causal masks, an output that is tied. */
  private static boolean isHarmless(String name) {
    return name.endsWith(".rotary_emb.inv_freq")
        || name.endsWith(".attn.bias")
        || name.endsWith(".attn.masked_bias")
        || name.equals("lm_head.weight");
  }
}
