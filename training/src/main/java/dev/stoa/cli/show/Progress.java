package dev.stoa.cli.show;

import java.io.PrintStream;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * Shows on stderr how far a piece of work is: in a terminal as one line that is drawn again, else
 * as a plain line for every tenth of the work or every ten seconds.
 *
 * <p>Used by one thread at a time.
 */
public final class Progress implements AutoCloseable {
  private static final long REDRAW_NANOSECONDS = TimeUnit.MILLISECONDS.toNanos(100);
  private static final long PLAIN_NANOSECONDS = TimeUnit.SECONDS.toNanos(10);

  /** How far back the speed looks that the time left is reckoned with. */
  private static final double MEMORY_SECONDS = 5;

  private static final String ERASE_REST = "\u001b[K";

  // Should the terminal have become narrower just now, it cuts the line off.
  private static final String NO_WRAP = "\u001b[?7l";
  private static final String WRAP = "\u001b[?7h";

  private final PrintStream err;
  private final Terminal terminal;
  private final LongSupplier nanoTime;
  private final long total;

  /** The first step waits for compilers and files: its time tells nothing. */
  private boolean updated;

  private ProgressLine line;
  private long changed;
  private long shown;
  private long shownDone;
  private boolean drawn;

  /** Steps and seconds of late; those of long ago count for less and less. */
  private double recentSteps;

  private double recentSeconds;

  /**
   * Work that begins now.
   *
   * @param err where it is shown
   * @param terminal what err can do
   * @param nanoTime a clock, in nanoseconds
   * @param done steps that were done before
   * @param total steps in all
   */
  public Progress(
      PrintStream err, Terminal terminal, LongSupplier nanoTime, long done, long total) {
    this.err = err;
    this.terminal = terminal;
    this.nanoTime = nanoTime;
    this.total = Math.max(1, total);
    changed = nanoTime.getAsLong();
    shown = terminal.redraws() ? changed - REDRAW_NANOSECONDS : changed;
    shownDone = done;
    line = new ProgressLine(done, this.total, Double.NaN, Double.NaN, Double.NaN);
  }

  /**
   * Work of one kind that has neither loss nor tokens.
   *
   * @param done steps done in all
   */
  public void update(long done) {
    update(done, Double.NaN, Double.NaN);
  }

  /**
   * Some more is done.
   *
   * @param done steps done in all
   * @param loss the latest loss, NaN if there is none
   * @param tokensPerSecond the present speed, NaN if there is none
   */
  public void update(long done, double loss, double tokensPerSecond) {
    long now = nanoTime.getAsLong();
    if (updated) {
      learnSpeed(done - line.done(), (now - changed) / 1e9);
    }
    updated = true;
    changed = now;
    double left = done >= total ? 0 : (total - done) * secondsPerStep();
    line = new ProgressLine(done, total, loss, tokensPerSecond, left);
    if (terminal.redraws()) {
      if (done >= total || now - shown >= REDRAW_NANOSECONDS) {
        draw(now);
      }
    } else if (10 * done / total > 10 * shownDone / total || now - shown >= PLAIN_NANOSECONDS) {
      err.println("  " + line.plain());
      shown = now;
      shownDone = done;
    }
  }

  /**
   * Prints a line of its own without disturbing the one that is being drawn. The time since the
   * last update went into what the line tells, not into a step.
   *
   * @param text the line, without its end
   */
  public void note(String text) {
    changed = nanoTime.getAsLong();
    erase();
    err.println("  " + text);
    if (terminal.redraws()) {
      draw(nanoTime.getAsLong());
    }
  }

  /** Leaves the last state standing and ends the line. */
  @Override
  public void close() {
    if (drawn) {
      draw(nanoTime.getAsLong());
      err.println();
      drawn = false;
    }
  }

  private void learnSpeed(long steps, double seconds) {
    if (steps <= 0 || seconds < 0) {
      return;
    }
    double kept = Math.exp(-seconds / MEMORY_SECONDS);
    recentSteps = kept * recentSteps + steps;
    recentSeconds = kept * recentSeconds + seconds;
  }

  private double secondsPerStep() {
    return recentSteps == 0 ? Double.NaN : recentSeconds / recentSteps;
  }

  private void draw(long now) {
    String text = line.fitted(terminal.columns().getAsInt());
    err.print(NO_WRAP + "\r" + text + ERASE_REST + WRAP);
    err.flush();
    drawn = true;
    shown = now;
  }

  private void erase() {
    if (drawn) {
      err.print("\r" + ERASE_REST);
      drawn = false;
    }
  }
}
