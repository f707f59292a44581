package dev.stoa.cli.task;

import java.util.concurrent.CountDownLatch;

/**
 * Turns Ctrl-C, or any other polite signal, into an orderly end: the work is asked to stop, and the
 * JVM ends only when this is closed. The exit status is then the signal's: 130 for Ctrl-C.
 */
public final class Interruption implements AutoCloseable {
  /** The exit status that a shell shows for a program that Ctrl-C has ended: 128 + SIGINT. */
  public static final int STATUS = 130;

  private final CountDownLatch done = new CountDownLatch(1);
  private final Thread hook;

  /**
   * Watches from now on.
   *
   * @param stop asks the work to stop; called from another thread, must return at once
   */
  public Interruption(Runnable stop) {
    hook =
        new Thread(
            () -> {
              stop.run();
              try {
                done.await();
              } catch (InterruptedException exception) {
                Thread.currentThread().interrupt();
              }
            },
            "stoa-interruption");
    Runtime.getRuntime().addShutdownHook(hook);
  }

  /** The work has come to its end, one way or the other. */
  @Override
  public void close() {
    done.countDown();
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException ending) {
      // The JVM ends already; the hook has just been let go.
    }
  }
}
