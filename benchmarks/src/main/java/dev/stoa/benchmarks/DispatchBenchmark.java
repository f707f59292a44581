package dev.stoa.benchmarks;

import dev.stoa.kernel.RangeTask;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** What does it cost to share work between threads, when the work itself is nothing? */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class DispatchBenchmark {
  private final int[] ends = new int[64 * 16];
  private final RangeTask task = (from, to) -> ends[16 * from] = to;

  /** Two chunks for each thread, and waiting until all are done. */
  @Benchmark
  public int dispatch(Threads threads) {
    threads.execution.workers().forRange(Math.min(64, 2 * threads.threads), 1, task);
    return ends[0];
  }
}
