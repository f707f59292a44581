package dev.stoa.cli.task;

import dev.stoa.train.TrainingRun;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A training that is in a directory already. */
public final class ExistingRun {
  private ExistingRun() {}

  /**
   * Checks, before time is spent, that a new training may be put into a directory.
   *
   * @param directory where the training shall be
   * @throws Failure if there is one already; the message says what to do
   */
  public static void requireNone(Path directory) {
    if (TrainingRun.exists(directory)) {
      throw new Failure(
          "%1$s: holds a training already; go on with it by './stoa train --resume --out %1$s', or"
                  .formatted(directory)
              + " choose another --out");
    }
    if (Files.exists(directory) && !Files.isDirectory(directory)) {
      throw new Failure(directory + ": is not a directory");
    }
  }

  /**
   * Takes up the training in a directory.
   *
   * @param directory where the training is
   * @return the training at its checkpoint
   * @throws Failure if there is none
   * @throws IOException if its files cannot be read or are damaged
   */
  public static TrainingRun resume(Path directory) throws IOException {
    if (!TrainingRun.exists(directory)) {
      throw new Failure(directory + ": holds no training to go on with");
    }
    return TrainingRun.resume(directory);
  }
}
