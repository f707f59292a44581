package dev.stoa.benchmarks;

import dev.stoa.autograd.Tape;
import dev.stoa.runtime.Execution;
import dev.stoa.runtime.Workers;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** The threads that a benchmark computes with. */
@State(Scope.Thread)
public class Threads {
  /** How many. */
  @Param({"1", "2"})
  public int threads;

  /** Runs the work. */
  public Execution execution;

  /** A tape on it that does not record. */
  public Tape tape;

  /** Starts the threads. */
  @Setup(Level.Trial)
  public void start() {
    execution = new Execution(new Workers(threads));
    tape = new Tape(execution);
  }

  /** Ends the threads. */
  @TearDown(Level.Trial)
  public void stop() {
    execution.workers().close();
  }
}
