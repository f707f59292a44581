package dev.stoa.load;

import dev.stoa.format.WeightFile;
import dev.stoa.nn.Initial;
import dev.stoa.nn.ParameterSource;
import dev.stoa.quant.DenseWeight;
import dev.stoa.quant.Weight;
import dev.stoa.tensor.Shape;
import dev.stoa.tokenizer.FormatException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import java.util.stream.Collectors;

/** The parameters of a model, read from a file while the model is built. */
final class FileSource implements ParameterSource {
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
                .formatted(name, shape, config.getFileName(), file.shapes().size(), examples()));
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

  private String examples() {
    return file.shapes().isEmpty()
        ? ""
        : file.shapes().keySet().stream()
            .limit(3)
            .map(name -> "'" + name + "'")
            .collect(Collectors.joining(", ", ": ", " ..."));
  }

  /** Tells the log which tensors of the file the model did not ask for. */
  void reportUnused() {
    System.Logger log = System.getLogger("dev.stoa.load");
    for (String name : file.shapes().keySet()) {
      if (!used.contains(name)) {
        log.log(
            System.Logger.Level.DEBUG,
            "{0}: tensor ''{1}'' is no part of the model and is ignored",
            file.file(),
            name);
      }
    }
  }
}
