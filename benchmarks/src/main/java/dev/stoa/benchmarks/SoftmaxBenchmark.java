package dev.stoa.benchmarks;

import dev.stoa.kernel.Kernels;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** What does the softmax of one row cost? */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class SoftmaxBenchmark {
  /** Length of the row: attention scores, and GPT-2's vocabulary. */
  @Param({"512", "50257"})
  public int length;

  private float[] x;
  private float[] y;

  /** Makes the row. */
  @Setup
  public void fill() {
    x = RandomValues.array(length);
    y = new float[length];
  }

  /** y = softmax(x). */
  @Benchmark
  public float softmax() {
    return Kernels.chosen().softmax().softmaxInto(y, 0, x, 0, length);
  }
}
