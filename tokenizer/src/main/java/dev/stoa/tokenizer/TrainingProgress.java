package dev.stoa.tokenizer;

/**
 * Hears how far the training of a tokenizer is. It is told by the thread that called the trainer,
 * and must not take long. What it throws ends the training.
 */
@FunctionalInterface
public interface TrainingProgress {

  /**
   * More of the text was read; it is counted by other threads at that time.
   *
   * @param bytes the number of bytes of UTF-8 read so far
   * @param total how many there are, or 0 if that is not known
   */
  default void read(long bytes, long total) {}

  /**
   * A step of learning is done.
   *
   * @param done the number of steps done; of byte pairs the number of tokens learned
   * @param total how many there will be at the most
   */
  void learned(int done, int total);
}
