package dev.stoa.cli.task;

import dev.stoa.cli.show.Console;
import dev.stoa.cli.show.Numbers;
import dev.stoa.cli.show.Progress;
import dev.stoa.draw.LossCurve;
import dev.stoa.model.ModelConfig;
import dev.stoa.runtime.Execution;
import dev.stoa.train.TrainingListener;
import dev.stoa.train.TrainingResult;
import dev.stoa.train.TrainingRun;
import dev.stoa.train.TrainingStep;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;

/**
 * A training run in front of the user: with progress on stderr, a loss curve in the run's directory
 * that is drawn again at each checkpoint, and a checkpoint when it is interrupted.
 */
public final class ShownTraining implements TrainingListener {
  /** The loss curve's file in the run's directory. */
  public static final String CURVE = "loss.svg";

  private final TrainingRun run;
  private final EvaluationLog evaluations;
  private final Progress progress;
  private double tokensPerSecond = Double.NaN;

  private ShownTraining(TrainingRun run, Console console) throws IOException {
    this.run = run;
    evaluations = EvaluationLog.of(run.directory(), run.steps());
    progress =
        new Progress(
            console.err(), console.terminal(), System::nanoTime, run.steps(), run.config().steps());
  }

  /**
   * Trains to the last step, or until the process is asked to end.
   *
   * @param run what is trained
   * @param execution runs it
   * @param console where it is shown
   * @return the run's result; if it is not finished, the user has been told how to go on
   * @throws IOException if the run's files cannot be written
   */
  public static TrainingResult train(TrainingRun run, Execution execution, Console console)
      throws IOException {
    try (Interruption _ = new Interruption(run::stop)) {
      ShownTraining shown = new ShownTraining(run, console);
      TrainingResult result;
      try (Progress _ = shown.progress) {
        result = run.train(execution, shown);
      }
      shown.drawCurve();
      if (!result.finished()) {
        console.say("stopped; step %d is saved. To go on:".formatted(result.steps()));
        console.say("  ./stoa train --resume --out " + run.directory());
      }
      return result;
    }
  }

  @Override
  public void stepped(TrainingStep step) {
    double now = step.tokens() * 1e9 / step.nanoseconds();
    tokensPerSecond = Double.isNaN(tokensPerSecond) ? now : 0.9 * tokensPerSecond + 0.1 * now;
    progress.update(step.number(), step.loss(), tokensPerSecond);
  }

  @Override
  public void evaluated(int step, double validationLoss) {
    progress.note("step %d: validation loss %s".formatted(step, Numbers.loss(validationLoss)));
    try {
      evaluations.add(step, validationLoss);
    } catch (IOException exception) {
      throw new UncheckedIOException(exception);
    }
  }

  @Override
  public void saved(int step) {
    try {
      drawCurve();
    } catch (IOException exception) {
      throw new UncheckedIOException(exception);
    }
  }

  private String title() {
    ModelConfig shape = run.model().config();
    return "Loss: %d layers, %d channels, %s parameters"
        .formatted(
            shape.stack().layers().size(),
            shape.channels(),
            Numbers.brief(run.model().parameterCount()));
  }

  private void drawCurve() throws IOException {
    Path file = run.directory().resolve(CURVE);
    new LossCurve(title(), run.losses(), evaluations.evaluations()).save(file);
  }
}
