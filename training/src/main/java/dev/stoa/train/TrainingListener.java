package dev.stoa.train;

/**
 * Is told how a run goes on, between steps and by the thread that trains. What it throws ends the
 * training.
 */
public interface TrainingListener {
  /**
   * A step is done.
   *
   * @param step what it did
   */
  default void stepped(TrainingStep step) {}

  /**
   * The validation loss was computed.
   *
   * @param step steps done before
   * @param validationLoss mean cross entropy over the whole validation part, in nats
   */
  default void evaluated(int step, double validationLoss) {}

  /**
   * A checkpoint was written.
   *
   * @param step steps that it holds
   */
  default void saved(int step) {}

  /**
   * A listener that does nothing.
   *
   * @return the listener
   */
  static TrainingListener none() {
    return new TrainingListener() {};
  }
}
