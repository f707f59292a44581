package dev.stoa.load;

import dev.stoa.file.AtomicFile;
import dev.stoa.file.FormatException;
import dev.stoa.format.SafetensorsFile;
import dev.stoa.model.Model;
import dev.stoa.model.ModelConfig;
import dev.stoa.tensor.Tensor;
import dev.stoa.tokenizer.Tokenizer;
import dev.stoa.weight.DenseWeight;
import dev.stoa.weight.Weight;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A directory that holds a model: config.json, model.safetensors and its tokenizer. */
public final class ModelDirectory {
  /** Name of the file that says what the model is. */
  public static final String CONFIG = "config.json";

  /** Name of the file of weights. */
  public static final String WEIGHTS = "model.safetensors";

  private ModelDirectory() {}

  /**
   * Saves a model. All files are written beside their places before the first of them is moved
   * there, the weights last: a model which is replaced stays whole if one cannot be written. A
   * tokenizer that would be found before the new one is deleted then.
   *
   * @param directory where to; made if it is not there
   * @param model a model with float32 weights
   * @param tokenizer its tokenizer
   * @throws IllegalArgumentException if a weight is quantized
   * @throws IOException if a file cannot be written
   */
  public static void save(Path directory, Model model, Tokenizer tokenizer) throws IOException {
    Map<String, Tensor> tensors = dense(model);
    Files.createDirectories(directory);
    Path tokenizerFile = tokenizerFile(directory, tokenizer);
    Path config = directory.resolve(CONFIG);
    Path weights = directory.resolve(WEIGHTS);
    Path newTokenizer = AtomicFile.beside(tokenizerFile);
    Path newConfig = AtomicFile.beside(config);
    Path newWeights = AtomicFile.beside(weights);
    try {
      tokenizer.save(newTokenizer);
      ConfigFile.write(newConfig, model.config());
      SafetensorsFile.write(newWeights, tensors, Map.of("format", "pt"));
      AtomicFile.move(newTokenizer, tokenizerFile);
      AtomicFile.move(newConfig, config);
      AtomicFile.move(newWeights, weights);
    } finally {
      for (Path part : List.of(newTokenizer, newConfig, newWeights)) {
        Files.deleteIfExists(part);
      }
    }
    for (Path other : Tokenizer.filesIn(directory)) {
      if (other.equals(tokenizerFile)) {
        break;
      }
      Files.delete(other);
    }
  }

  private static Map<String, Tensor> dense(Model model) {
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    for (Map.Entry<String, Weight> entry : model.weights().entrySet()) {
      if (!(entry.getValue() instanceof DenseWeight(Tensor tensor))) {
        throw new IllegalArgumentException(
            entry.getKey() + " is quantized, and only float32 weights can be saved");
      }
      tensors.put(entry.getKey(), tensor);
    }
    return tensors;
  }

  /**
   * Reads what the model is.
   *
   * @param directory the directory
   * @return the configuration
   * @throws FormatException if there is no config.json, or it is damaged, or of an unknown model
   * @throws IOException if it cannot be read
   */
  public static ModelConfig readConfig(Path directory) throws IOException {
    Path file = directory.resolve(CONFIG);
    if (!Files.exists(file)) {
      throw new FormatException(directory, "expected a model's directory, but it has no " + CONFIG);
    }
    return ConfigFile.read(file);
  }

  /**
   * Reads the tokenizer.
   *
   * @param directory the directory
   * @return the tokenizer
   * @throws FormatException if there is none, or it is damaged or of an unknown kind
   * @throws IOException if it cannot be read
   */
  public static Tokenizer readTokenizer(Path directory) throws IOException {
    return Tokenizer.load(directory);
  }

  /**
   * Where {@link #save} writes a tokenizer.
   *
   * @param directory the directory
   * @param tokenizer the tokenizer
   * @return tokenizer.json for most, tokenizer.bin for llama2.c's kind, tokenizer.model for
   *     SentencePiece's
   */
  public static Path tokenizerFile(Path directory, Tokenizer tokenizer) {
    return directory.resolve(tokenizer.fileName());
  }

  static Optional<Path> findTokenizer(Path directory) {
    return Tokenizer.filesIn(directory).stream().findFirst();
  }

  static Path requireWeights(Path directory) throws FormatException {
    Path file = directory.resolve(WEIGHTS);
    if (Files.exists(file)) {
      return file;
    }
    throw new FormatException(
        directory,
        Files.exists(directory.resolve(WEIGHTS + ".index.json"))
            ? "the weights are split over several files, which is not supported"
            : "expected a model's directory, but it has no " + WEIGHTS);
  }
}
