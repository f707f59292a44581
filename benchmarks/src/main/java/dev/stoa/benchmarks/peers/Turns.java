package dev.stoa.benchmarks.peers;

import java.util.Arrays;
import java.util.concurrent.TimeUnit;

/**
 * Times some calls in turns, so that a machine that changes its speed changes it for all of them. A
 * turn begins with a rest and repeats one call for some milliseconds. Before the first turn each
 * call is repeated for some time, too.
 */
final class Turns {
  /**
   * A rest that lets the threads behind the call before fall asleep: those of OpenBLAS go on
   * spinning and take a processor from whoever comes next (after 40 ms the machine's multiply-adds
   * still ran at half their speed, after 120 they did not).
   */
  static final long NANOS_TO_SLEEP = 120_000_000;

  private final long nanosOfRest;
  private final long warmUpNanos;
  private final long nanosOfTurn;
  private final int turns;

  /**
   * Sets how long it takes.
   *
   * @param nanosOfRest how long nothing is called before each turn
   * @param warmUpNanos how long each call is repeated before the first turn
   * @param nanosOfTurn how long each call is repeated in one turn, at least
   * @param turns how often each has its turn, at least 1
   */
  Turns(long nanosOfRest, long warmUpNanos, long nanosOfTurn, int turns) {
    this.nanosOfRest = nanosOfRest;
    this.warmUpNanos = warmUpNanos;
    this.nanosOfTurn = nanosOfTurn;
    this.turns = turns;
  }

  /**
   * The seconds that one call takes.
   *
   * @param median of all turns
   * @param best of all turns
   */
  record Seconds(double median, double best) {}

  /**
   * Times the calls.
   *
   * @param calls what to time
   * @return the times in the same order
   */
  Seconds[] time(Runnable... calls) {
    double[][] seconds = new double[calls.length][turns];
    for (Runnable call : calls) {
      repeat(call, warmUpNanos);
    }
    for (int turn = 0; turn < turns; turn++) {
      for (int i = 0; i < calls.length; i++) {
        rest();
        seconds[i][turn] = repeat(calls[i], nanosOfTurn);
      }
    }
    Seconds[] results = new Seconds[calls.length];
    for (int i = 0; i < calls.length; i++) {
      Arrays.sort(seconds[i]);
      results[i] = new Seconds(seconds[i][turns / 2], seconds[i][0]);
    }
    return results;
  }

  /** Seconds of one call, repeated for some time. */
  static double repeat(Runnable call, long nanos) {
    long start = System.nanoTime();
    long now;
    long calls = 0;
    do {
      call.run();
      calls++;
      now = System.nanoTime();
    } while (now - start < nanos);
    return 1e-9 * (now - start) / calls;
  }

  private void rest() {
    try {
      TimeUnit.NANOSECONDS.sleep(nanosOfRest);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted between two turns", interrupted);
    }
  }
}
