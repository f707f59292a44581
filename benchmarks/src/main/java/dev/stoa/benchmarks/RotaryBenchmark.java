package dev.stoa.benchmarks;

import dev.stoa.kernel.Kernels;
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

/** What does turning a head of 64 channels to its position cost? */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class RotaryBenchmark {
  private static final int HALF = 32;

  private final float[] x = RandomValues.array(2 * HALF);
  private final float[] cosines = RandomValues.array(HALF);
  private final float[] sines = RandomValues.array(HALF);
  private final float[] y = new float[2 * HALF];

  /** Pairs that lie half a head apart; going back turns by the negative angle at the same cost. */
  @Benchmark
  public float[] halves() {
    Kernels.chosen().rotary().addTurned(y, 0, x, 0, cosines, sines, 0, HALF, 1, HALF, 1);
    return y;
  }

  /** Adjacent channels as pairs, as in llama2.c. */
  @Benchmark
  public float[] adjacent() {
    Kernels.chosen().rotary().addTurned(y, 0, x, 0, cosines, sines, 0, HALF, 2, 1, 1);
    return y;
  }
}
