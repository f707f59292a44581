package dev.stoa.load;

import dev.stoa.file.FormatException;
import dev.stoa.format.Llama2cFile;
import dev.stoa.format.SafetensorsFile;
import dev.stoa.format.WeightFile;
import dev.stoa.model.AttentionConfig;
import dev.stoa.model.Model;
import dev.stoa.model.ModelConfig;
import dev.stoa.model.Positions;
import dev.stoa.tokenizer.Tokenizer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Loads models. What a path holds is recognized by its content, whatever its name:
 *
 * <ul>
 *   <li>a directory with config.json and model.safetensors, and perhaps a tokenizer, such as
 *       training makes;
 *   <li>a safetensors file with config.json, and perhaps a tokenizer, beside it;
 *   <li>a model file of llama2.c, version 0.
 * </ul>
 */
public final class ModelLoader {
  private ModelLoader() {}

  /**
   * Loads a model with the tokenizer that lies beside its weights, if there is one.
   *
   * @param path a directory or a file of weights
   * @return the model
   * @throws FormatException if a file is damaged, of no known kind, or does not fit the others; the
   *     message names the file, and the tensor with both shapes
   * @throws IOException if a file cannot be read, or the model needs more memory than the JVM may
   *     take
   */
  public static LoadedModel load(Path path) throws IOException {
    ModelKind kind = ModelKind.of(path);
    return kind == ModelKind.LLAMA2C
        ? new LoadedModel(model(kind, path), Optional.empty())
        : withTokenizer(
            model(kind, path), ModelDirectory.findTokenizer(directory(kind, path)).orElse(null));
  }

  /**
   * Loads a model with a tokenizer of the caller's choice.
   *
   * @param path a directory or a file of weights
   * @param tokenizer a file that {@link TokenizerLoader#load} opens
   * @return the model
   * @throws FormatException if a file is damaged, of no known kind, or does not fit the others; the
   *     message names the file, and the tensor with both shapes
   * @throws IOException if a file cannot be read, or the model needs more memory than the JVM may
   *     take
   */
  public static LoadedModel load(Path path, Path tokenizer) throws IOException {
    return withTokenizer(model(ModelKind.of(path), path), tokenizer);
  }

  private static LoadedModel withTokenizer(Model model, Path tokenizer) throws IOException {
    if (tokenizer == null) {
      return new LoadedModel(model, Optional.empty());
    }
    Tokenizer read = TokenizerLoader.load(tokenizer);
    try {
      return new LoadedModel(model, Optional.of(read));
    } catch (IllegalArgumentException e) {
      throw new FormatException(tokenizer, e.getMessage());
    }
  }

  private static Path directory(ModelKind kind, Path path) {
    return kind == ModelKind.DIRECTORY ? path : path.toAbsolutePath().getParent();
  }

  private static Model model(ModelKind kind, Path path) throws IOException {
    if (kind == ModelKind.LLAMA2C) {
      try (Llama2cFile weights = Llama2cFile.open(path)) {
        return build(path, weights.config(), weights);
      }
    }
    Path directory = directory(kind, path);
    Path file = kind == ModelKind.DIRECTORY ? ModelDirectory.requireWeights(directory) : path;
    ModelConfig config = ModelDirectory.readConfig(directory);
    try (SafetensorsFile weights = SafetensorsFile.open(file)) {
      return build(directory.resolve(ModelDirectory.CONFIG), config, weights);
    }
  }

  private static Model build(Path described, ModelConfig config, WeightFile weights)
      throws IOException {
    requireMemory(config, weights);
    FileSource source = new FileSource(weights, described);
    try {
      Model model = new Model(config, source);
      source.requireAllUsed();
      return model;
    } catch (UncheckedIOException e) {
      throw e.getCause();
    } catch (IllegalArgumentException e) {
      // Only the file can be at fault: nothing else was given.
      FormatException refused = new FormatException(described, e.getMessage());
      refused.initCause(e);
      throw refused;
    }
  }

  /** Says so before hours of swapping or a bare OutOfMemoryError do. */
  private static void requireMemory(ModelConfig config, WeightFile weights) throws IOException {
    long values = 0;
    for (var shape : weights.shapes().values()) {
      values += shape.size();
    }
    AttentionConfig attention = EqualLayers.of(config).attention();
    if (attention.positions() instanceof Positions.Rotary) {
      values += (long) config.contextLength() * attention.headSize();
    }
    long needed = Float.BYTES * values;
    long limit = Runtime.getRuntime().maxMemory();
    if (needed > limit) {
      long megabyte = 1 << 20;
      throw new IOException(
          ("%s: weights and a context of %d tokens take %d MB as float32, but the JVM's heap ends"
                  + " at %d MB; start it with -Xmx%dm")
              .formatted(
                  weights.file(),
                  config.contextLength(),
                  needed / megabyte,
                  limit / megabyte,
                  needed / megabyte * 5 / 4 + 256));
    }
  }
}
