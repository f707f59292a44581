package dev.stoa.train;

import dev.stoa.file.FormatException;
import dev.stoa.format.SafetensorsFile;
import dev.stoa.load.ModelDirectory;
import dev.stoa.model.Model;
import dev.stoa.model.ModelConfig;
import dev.stoa.optim.AdamW;
import dev.stoa.optim.OptimizerState;
import dev.stoa.tensor.Shape;
import dev.stoa.tensor.Tensor;
import dev.stoa.weight.DenseWeight;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * What changes while a run goes on, and is needed to go on: weights, the optimizer's moments and
 * step, and the losses so far. Batches and dropout are functions of the step.
 *
 * <p>All of it is one safetensors file, written beside and moved to its place at once, so that no
 * crash can leave weights of one step with moments of another. The model's own file, for everybody
 * else, is written after it: a crash in between leaves a whole model that is one checkpoint older.
 *
 * @param model the model
 * @param optimizer AdamW for its weights; its steps are the run's
 * @param losses the loss of every step
 */
record Checkpoint(Model model, AdamW optimizer, LossHistory losses) {
  static final String FILE = "training-state.safetensors";

  private static final String FORMAT = "stoa-training-state-1";
  private static final String PARAMETER = "parameter.";
  private static final String LOSSES = "losses";

  /** Writes the state, then the model. */
  void save(Path directory) throws IOException {
    saveState(directory);
    saveModel(directory);
  }

  /** Writes the state alone. */
  void saveState(Path directory) throws IOException {
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    model.trainable().forEach((name, tensor) -> tensors.put(PARAMETER + name, tensor));
    tensors.putAll(optimizer.state().tensors());
    float[] all = losses.toArray();
    tensors.put(LOSSES, Tensor.of(all, all.length));
    // In order, so that equal checkpoints are equal byte for byte.
    Map<String, String> metadata = new LinkedHashMap<>();
    metadata.put("format", FORMAT);
    metadata.put("steps", Integer.toString(optimizer.steps()));
    SafetensorsFile.write(directory.resolve(FILE), tensors, metadata);
  }

  /** Writes the model alone. */
  void saveModel(Path directory) throws IOException {
    SafetensorsFile.write(
        directory.resolve(ModelDirectory.WEIGHTS), model.trainable(), Map.of("format", "pt"));
  }

  /** Reads the state of a run. Each shape is checked before memory is taken for it. */
  static Checkpoint load(Path directory, ModelConfig shape, TrainingConfig config)
      throws IOException {
    try (SafetensorsFile file = SafetensorsFile.open(directory.resolve(FILE))) {
      int steps = steps(file, config);
      Set<String> unread = new HashSet<>(file.shapes().keySet());
      Model model =
          new Model(
              shape,
              (name, parameterShape, initial) ->
                  new DenseWeight(read(file, unread, PARAMETER + name, parameterShape)));
      AdamW optimizer = config.newOptimizer(model);
      Map<String, Tensor> moments = new LinkedHashMap<>();
      for (Map.Entry<String, Tensor> entry : optimizer.state().tensors().entrySet()) {
        String name = entry.getKey();
        moments.put(name, read(file, unread, name, entry.getValue().shape()));
      }
      optimizer.restore(new OptimizerState(steps, moments));
      Tensor losses = read(file, unread, LOSSES, Shape.of(steps));
      if (!unread.isEmpty()) {
        throw new FormatException(
            file.file(), "the run's model has no place for " + unread.iterator().next());
      }
      return new Checkpoint(model, optimizer, new LossHistory(losses.data()));
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }

  private static int steps(SafetensorsFile file, TrainingConfig config) throws FormatException {
    String format = file.metadata().get("format");
    if (!FORMAT.equals(format)) {
      throw new FormatException(
          file.file(),
          "expected a training state (format %s), but its format is %s".formatted(FORMAT, format));
    }
    String text = Objects.requireNonNullElse(file.metadata().get("steps"), "missing");
    if (!text.matches("0|[1-9][0-9]{0,9}") || Long.parseLong(text) > config.steps()) {
      throw new FormatException(
          file.file(),
          "steps must be from 0 to the run's %d, but is %s".formatted(config.steps(), text));
    }
    return Integer.parseInt(text);
  }

  private static Tensor read(SafetensorsFile file, Set<String> unread, String name, Shape wanted) {
    try {
      Shape found = file.shapes().get(name);
      if (!wanted.equals(found)) {
        throw new FormatException(
            file.file(),
            "the run needs %s with the shape %s, but the file %s"
                .formatted(
                    name,
                    wanted,
                    found == null ? "does not have it" : "has it with the shape " + found));
      }
      unread.remove(name);
      return file.read(name);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
