package dev.stoa.cli.show;

import dev.stoa.tokenizer.TrainingProgress;

/**
 * The training of a tokenizer in front of the user: first how much is read, then how much learned.
 */
public final class ReadingProgress implements TrainingProgress, AutoCloseable {
  /** What is read is shown in these steps. */
  private static final long MEGABYTE = 1_000_000;

  private final Console console;
  private Progress progress;
  private boolean learning;
  private long bytes;

  /**
   * Nothing is read yet.
   *
   * @param console where it is shown
   */
  public ReadingProgress(Console console) {
    this.console = console;
  }

  @Override
  public void read(long done, long total) {
    if (progress == null) {
      console.say("reading " + Numbers.bytes(total) + ", by millions of bytes");
      progress = start(Math.ceilDiv(total, MEGABYTE));
    }
    bytes = done;
    progress.update(done == total ? Math.ceilDiv(total, MEGABYTE) : done / MEGABYTE);
  }

  @Override
  public void learned(int done, int total) {
    if (!learning) {
      close();
      console.say("learning, in %s steps".formatted(Numbers.count(total)));
      progress = start(total);
      learning = true;
    }
    progress.update(done);
  }

  private Progress start(long total) {
    return new Progress(console.err(), console.terminal(), System::nanoTime, 0, total);
  }

  /**
   * How many bytes were read.
   *
   * @return the number of bytes of UTF-8
   */
  public long bytes() {
    return bytes;
  }

  /** Leaves the last state standing. */
  @Override
  public void close() {
    if (progress != null) {
      progress.close();
    }
  }
}
