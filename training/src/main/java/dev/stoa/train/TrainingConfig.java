package dev.stoa.train;

import dev.stoa.data.Batch;
import dev.stoa.model.Model;
import dev.stoa.objective.NextToken;
import dev.stoa.optim.AdamW;
import dev.stoa.optim.ParameterGroup;
import dev.stoa.runtime.Execution;
import dev.stoa.schedule.Schedule;
import dev.stoa.schedule.WarmupCosine;
import java.io.IOException;
import java.nio.file.Path;

/**
 * How a model is trained in a run: everything but the model and the text.
 *
 * @param steps updates of the whole run, at least 1
 * @param batch windows in a micro-batch, at least 1
 * @param accumulate micro-batches whose gradients make one update, at least 1
 * @param rate the learning rate
 * @param optimizer AdamW's numbers
 * @param clip longest gradient, above 0, or 0 for no limit
 * @param seed of everything that is drawn: batches and dropout
 * @param pauses when it is evaluated and saved
 */
public record TrainingConfig(
    int steps,
    int batch,
    int accumulate,
    Rate rate,
    Decay optimizer,
    float clip,
    long seed,
    Pauses pauses) {
  /**
   * The learning rate: a linear warm-up, then a cosine.
   *
   * @param learningRate the highest, above 0
   * @param minLearningRate the one at the end, from 0 to learningRate
   * @param warmup steps in which it rises, at least 0
   */
  public record Rate(float learningRate, float minLearningRate, int warmup) {
    /**
     * Checks the numbers.
     *
     * @throws IllegalArgumentException if one is out of range, with its name, its value and the
     *     range
     */
    public Rate {
      require(finite(learningRate) && learningRate > 0, "learningRate", learningRate, "above 0");
      require(
          minLearningRate >= 0 && minLearningRate <= learningRate,
          "minLearningRate",
          minLearningRate,
          "from 0 to the learning rate " + learningRate);
      require(warmup >= 0, "warmup", warmup, "at least 0");
    }
  }

  /**
   * AdamW's numbers.
   *
   * @param beta1 β₁, in [0, 1)
   * @param beta2 β₂, in [0, 1)
   * @param epsilon ε, above 0
   * @param weightDecay decay of matrices, at least 0; vectors do not decay
   */
  public record Decay(float beta1, float beta2, float epsilon, float weightDecay) {
    /**
     * Checks the numbers.
     *
     * @throws IllegalArgumentException if one is out of range, with its name, its value and the
     *     range
     */
    public Decay {
      require(beta1 >= 0 && beta1 < 1, "beta1", beta1, "in [0, 1)");
      require(beta2 >= 0 && beta2 < 1, "beta2", beta2, "in [0, 1)");
      require(finite(epsilon) && epsilon > 0, "epsilon", epsilon, "above 0");
      require(finite(weightDecay) && weightDecay >= 0, "weightDecay", weightDecay, "at least 0");
    }
  }

  /**
   * When a run is evaluated and saved besides its end.
   *
   * @param evaluateEvery steps between two computations of the validation loss, 0 for the end only
   * @param saveEvery steps between two checkpoints, 0 for the end only
   */
  public record Pauses(int evaluateEvery, int saveEvery) {
    /**
     * Checks the numbers.
     *
     * @throws IllegalArgumentException if one is negative
     */
    public Pauses {
      require(evaluateEvery >= 0, "evaluateEvery", evaluateEvery, "at least 0");
      require(saveEvery >= 0, "saveEvery", saveEvery, "at least 0");
    }
  }

  /**
   * Checks the numbers.
   *
   * @throws IllegalArgumentException if one is out of range, with its name, its value and the range
   */
  public TrainingConfig {
    require(steps >= 1, "steps", steps, "at least 1");
    require(batch >= 1, "batch", batch, "at least 1");
    require(accumulate >= 1, "accumulate", accumulate, "at least 1");
    // Each micro-batch of the run has a number of its own, an int, for its dropout masks.
    int most = Integer.MAX_VALUE / Math.max(1, steps);
    require(accumulate <= most, "accumulate", accumulate, "at most %d".formatted(most));
    require(finite(clip) && clip >= 0, "clip", clip, "at least 0, where 0 is no limit");
  }

  private static boolean finite(float value) {
    return Math.abs(value) < Float.POSITIVE_INFINITY;
  }

  private static void require(boolean right, String name, Object value, String range) {
    if (!right) {
      throw new IllegalArgumentException("%s must be %s, not %s".formatted(name, range, value));
    }
  }

  /**
   * A run with the numbers that nanoGPT takes for small models: learning rate 1e-3 down to 1e-4
   * with a warm-up of a tenth of the steps but at most 100, β = (0.9, 0.99), ε = 1e-8, decay 0.1,
   * gradients clipped to 1, seed 1, evaluated and saved at the end.
   *
   * @param steps updates
   * @param batch windows in an update
   * @return the configuration
   */
  public static TrainingConfig of(int steps, int batch) {
    Rate rate = new Rate(1e-3f, 1e-4f, Math.min(100, steps / 10));
    Decay decay = new Decay(0.9f, 0.99f, 1e-8f, 0.1f);
    return new TrainingConfig(steps, batch, 1, rate, decay, 1, 1, new Pauses(0, 0));
  }

  /**
   * This configuration with another learning rate.
   *
   * @param rate the learning rate
   * @return a changed copy
   */
  public TrainingConfig withRate(Rate rate) {
    return new TrainingConfig(steps, batch, accumulate, rate, optimizer, clip, seed, pauses);
  }

  /**
   * This configuration with updates made of several micro-batches.
   *
   * @param batch windows in a micro-batch
   * @param accumulate micro-batches in an update
   * @return a changed copy
   */
  public TrainingConfig withBatch(int batch, int accumulate) {
    return new TrainingConfig(steps, batch, accumulate, rate, optimizer, clip, seed, pauses);
  }

  /**
   * This configuration with another limit of the gradient.
   *
   * @param clip the limit, or 0 for none
   * @return a changed copy
   */
  public TrainingConfig withClip(float clip) {
    return new TrainingConfig(steps, batch, accumulate, rate, optimizer, clip, seed, pauses);
  }

  /**
   * This configuration with another seed.
   *
   * @param seed of everything that is drawn
   * @return a changed copy
   */
  public TrainingConfig withSeed(long seed) {
    return new TrainingConfig(steps, batch, accumulate, rate, optimizer, clip, seed, pauses);
  }

  /**
   * This configuration with other pauses.
   *
   * @param pauses when it is evaluated and saved
   * @return a changed copy
   */
  public TrainingConfig withPauses(Pauses pauses) {
    return new TrainingConfig(steps, batch, accumulate, rate, optimizer, clip, seed, pauses);
  }

  /**
   * The learning rate of each step.
   *
   * @return warm-up and cosine
   */
  public Schedule schedule() {
    return new WarmupCosine(rate.learningRate, rate.minLearningRate, rate.warmup, steps);
  }

  /**
   * A new optimizer for everything in a model that can be trained.
   *
   * @param model the model
   * @return AdamW before its first step
   */
  public AdamW newOptimizer(Model model) {
    return new AdamW(
        ParameterGroup.matricesDecay(model.trainable(), optimizer.weightDecay),
        optimizer.beta1,
        optimizer.beta2,
        optimizer.epsilon);
  }

  /**
   * A trainer of next tokens for everything in a model that can be trained, in one process.
   *
   * @param model the model
   * @param optimizer moves it, from wherever it is
   * @param execution what runs it
   * @return the trainer
   */
  public Trainer<Batch> trainer(Model model, AdamW optimizer, Execution execution) {
    return new Trainer<>(
        model.trainable(),
        new NextToken(model),
        optimizer,
        schedule(),
        Reducer.ALONE,
        new Trainer.Update(accumulate, clip, seed),
        execution);
  }

  /**
   * Writes a JSON object with one key for each number, beside its place, and moves it there.
   *
   * @param file where to
   * @throws IOException if it cannot be written
   */
  public void save(Path file) throws IOException {
    TrainingConfigFile.write(file, this);
  }

  /**
   * Reads what {@link #save} has written; all keys are required and no others known.
   *
   * @param file a JSON file
   * @return the configuration
   * @throws dev.stoa.file.FormatException if it is something else
   * @throws IOException if it cannot be read
   */
  public static TrainingConfig load(Path file) throws IOException {
    return TrainingConfigFile.read(file);
  }
}
