package dev.stoa.train;

import dev.stoa.data.Batch;
import dev.stoa.data.Batches;
import dev.stoa.data.TokenFile;
import dev.stoa.evaluate.Evaluation;
import dev.stoa.file.FormatException;
import dev.stoa.load.ModelDirectory;
import dev.stoa.model.Model;
import dev.stoa.runtime.Execution;
import dev.stoa.tokenizer.Tokenizer;
import dev.stoa.weight.DenseWeight;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;

/**
 * Training in a directory that holds everything the run needs:
 *
 * <pre>
 *   config.json, model.safetensors, the tokenizer's file    the model, as inference reads it
 *   tokens.bin                                              the text
 *   training.json                                           how the model is trained
 *   training-state.safetensors                              the checkpoint
 *   training.lock                                           empty; locked by who writes here
 * </pre>
 *
 * <p>A run that is killed at any moment, even while it saves, goes on from its last checkpoint with
 * {@link #resume}, and ends with the very bits of a run that was never interrupted: on one machine
 * and SIMD width, with any number of threads. One thread trains; others may call {@link #stop}.
 */
public final class TrainingRun {
  /** Steps whose losses make the training loss that is reported. */
  private static final int RECENT = 100;

  private final RunDirectory directory;
  private final Tokenizer tokenizer;
  private final TokenFile tokens;
  private final TrainingConfig config;
  private final Batches batches;
  private final Checkpoint checkpoint;
  private volatile boolean stopped;

  private TrainingRun(
      RunDirectory directory,
      Tokenizer tokenizer,
      TokenFile tokens,
      TrainingConfig config,
      Checkpoint checkpoint) {
    this.directory = directory;
    this.tokenizer = tokenizer;
    this.tokens = tokens;
    this.config = config;
    this.checkpoint = checkpoint;
    requireFit();
    int context = model().config().contextLength();
    batches = new Batches(tokens.training(), config.batch(), context, config.seed());
  }

  private void requireFit() {
    if (!model().weights().values().stream().allMatch(DenseWeight.class::isInstance)) {
      throw new IllegalArgumentException(
          "a run trains and saves float32 weights, but some of this model are quantized or"
              + " adapted");
    }
    int vocabulary = model().config().vocabularySize();
    if (tokenizer.vocabularySize() != tokens.vocabularySize()
        || tokens.vocabularySize() > vocabulary) {
      throw new IllegalArgumentException(
          "the vocabularies do not fit: %d tokens in the tokenizer, %d in the text, %d in the model"
              .formatted(tokenizer.vocabularySize(), tokens.vocabularySize(), vocabulary));
    }
    if (tokens.validation().length < 2) {
      throw new IllegalArgumentException(
          "at least 2 tokens are needed to validate with, but there are %d: take a longer text"
              .formatted(tokens.validation().length));
    }
  }

  /**
   * Tells whether there is a run that {@link #resume} can take up. What a {@link #start} left
   * behind that was killed before all was there is none, and the next start replaces it.
   *
   * @param directory where to look
   * @return whether a run is there, at whatever step
   */
  public static boolean exists(Path directory) {
    return new RunDirectory(directory).hasRun();
  }

  /**
   * Begins a run: writes all of its files, the first checkpoint among them.
   *
   * @param directory where; made if it does not exist
   * @param model a model, new or already trained, whose weights are dense
   * @param tokenizer its tokenizer
   * @param tokens the text, encoded by this tokenizer
   * @param config how to train
   * @return the run, before its first step
   * @throws IllegalArgumentException if these do not fit each other, or the text is too short
   * @throws java.nio.file.FileAlreadyExistsException if there is a run or a model in the directory
   * @throws java.nio.file.FileSystemException if another process starts or trains a run there
   * @throws IOException if a file cannot be written
   */
  public static TrainingRun start(
      Path directory, Model model, Tokenizer tokenizer, TokenFile tokens, TrainingConfig config)
      throws IOException {
    RunDirectory files = new RunDirectory(directory);
    Checkpoint first = new Checkpoint(model, config.newOptimizer(model), new LossHistory());
    TrainingRun run = new TrainingRun(files, tokenizer, tokens, config, first);
    try (FileChannel _ = files.create()) {
      config.save(files.config());
      tokens.save(files.tokens());
      first.saveState(directory);
      ModelDirectory.save(directory, model, tokenizer);
    }
    return run;
  }

  /**
   * Takes a run up where its last checkpoint is.
   *
   * @param directory a directory that {@link #start} has filled
   * @return the run
   * @throws java.nio.file.NoSuchFileException if there is no run in the directory
   * @throws FormatException if a file is damaged, foreign, or does not fit the others
   * @throws IOException if a file cannot be read
   */
  public static TrainingRun resume(Path directory) throws IOException {
    RunDirectory files = new RunDirectory(directory);
    files.requireRun();
    TrainingConfig config = TrainingConfig.load(files.config());
    TokenFile tokens = TokenFile.load(files.tokens());
    Tokenizer tokenizer = ModelDirectory.readTokenizer(directory);
    Checkpoint last = Checkpoint.load(directory, ModelDirectory.readConfig(directory), config);
    try {
      return new TrainingRun(files, tokenizer, tokens, config, last);
    } catch (IllegalArgumentException e) {
      throw new FormatException(directory, e.getMessage());
    }
  }

  /**
   * Trains to the last step, or until {@link #stop}; saves, and computes the validation loss. A run
   * whose steps are all done is only evaluated.
   *
   * @param execution what runs it, between steps also the evaluation
   * @param listener is told how it goes
   * @return how it ended
   * @throws DivergenceException if the loss is no longer finite; the last checkpoint stays as it is
   * @throws java.nio.file.FileSystemException if another process trains in this directory
   * @throws IOException if a checkpoint cannot be written; the one before then stays as it is
   */
  public TrainingResult train(Execution execution, TrainingListener listener) throws IOException {
    try (FileChannel _ = directory.lock()) {
      directory.deleteParts();
      // A crash between the two files of a checkpoint leaves an older model file.
      checkpoint.saveModel(directory.path());
      return new Session(execution, listener).run();
    }
  }

  /**
   * Ends the training soon: the step under way is finished, a checkpoint is saved, and {@link
   * #train} returns. Any thread may call it, a shutdown hook among them. It lasts: this object does
   * not train again.
   */
  public void stop() {
    stopped = true;
  }

  /**
   * The run's directory.
   *
   * @return its path as it was given
   */
  public Path directory() {
    return directory.path();
  }

  /**
   * The model, which {@link #train} changes.
   *
   * @return the model itself
   */
  public Model model() {
    return checkpoint.model();
  }

  /**
   * The tokenizer of the text.
   *
   * @return the tokenizer
   */
  public Tokenizer tokenizer() {
    return tokenizer;
  }

  /**
   * The text.
   *
   * @return its tokens
   */
  public TokenFile tokens() {
    return tokens;
  }

  /**
   * How the model is trained.
   *
   * @return the configuration
   */
  public TrainingConfig config() {
    return config;
  }

  /**
   * How many steps of the run are done, those before a resume among them. For the thread that
   * trains.
   *
   * @return from 0 to the configured number
   */
  public int steps() {
    return checkpoint.optimizer().steps();
  }

  /**
   * The loss of every step that is done, those before a resume among them. For the thread that
   * trains.
   *
   * @return a new array with as many entries as steps are done, in nats
   */
  public float[] losses() {
    return checkpoint.losses().toArray();
  }

  /** One call of {@link #train}. */
  private final class Session {
    private final Execution execution;
    private final TrainingListener listener;
    private final Trainer<Batch> trainer;
    private int saved = steps();
    private long tokensTrained;
    private long nanoseconds;
    private double validationLoss = Double.NaN;

    Session(Execution execution, TrainingListener listener) {
      this.execution = execution;
      this.listener = listener;
      trainer = config.trainer(model(), checkpoint.optimizer(), execution);
    }

    TrainingResult run() throws IOException {
      while (steps() < config.steps() && !stopped) {
        step();
      }
      save();
      boolean finished = steps() == config.steps();
      if (!finished) {
        validationLoss = Double.NaN;
      } else if (Double.isNaN(validationLoss)) {
        evaluate();
      }
      return new TrainingResult(
          steps(),
          checkpoint.losses().recentMean(RECENT),
          validationLoss,
          nanoseconds == 0 ? 0 : tokensTrained * 1e9 / nanoseconds,
          finished);
    }

    private void step() throws IOException {
      TrainingStep step = trainer.step(microBatch -> batches.at(steps(), microBatch));
      checkpoint.losses().add(step.loss());
      tokensTrained += step.tokens();
      nanoseconds += step.nanoseconds();
      validationLoss = Double.NaN;
      listener.stepped(step);
      if (due(config.pauses().saveEvery())) {
        save();
      }
      if (due(config.pauses().evaluateEvery())) {
        evaluate();
      }
    }

    private boolean due(int every) {
      return every > 0 && steps() % every == 0;
    }

    private void save() throws IOException {
      if (saved < steps()) {
        checkpoint.save(directory.path());
        saved = steps();
        listener.saved(saved);
      }
    }

    private void evaluate() {
      validationLoss = Evaluation.of(model(), execution, tokens.validation()).loss();
      listener.evaluated(steps(), validationLoss);
    }
  }
}
