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

/** What do the activations of one token cost in a hidden layer of 3,072, and going back? */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class ActivationBenchmark {
  private static final int CHANNELS = 3072;

  private final float[] x = RandomValues.array(CHANNELS);
  private final float[] up = RandomValues.array(CHANNELS);
  private final float[] dY = RandomValues.array(CHANNELS);
  private final float[] y = new float[CHANNELS];
  private final float[] dX = new float[CHANNELS];
  private final float[] dUp = new float[CHANNELS];

  /** GELU. */
  @Benchmark
  public float[] gelu() {
    Kernels.chosen().activation().geluInto(y, 0, x, 0, CHANNELS);
    return y;
  }

  /** The gradient of GELU. */
  @Benchmark
  public float[] geluGradient() {
    Kernels.chosen().activation().addGeluGradient(dX, 0, dY, 0, x, 0, CHANNELS);
    return dX;
  }

  /** SwiGLU. */
  @Benchmark
  public float[] swiGlu() {
    Kernels.chosen().activation().swiGluInto(y, 0, x, 0, up, 0, CHANNELS);
    return y;
  }

  /** Both gradients of SwiGLU. */
  @Benchmark
  public float[] swiGluGradients() {
    Kernels.chosen().activation().addSwiGluGradients(dX, 0, dUp, 0, dY, 0, x, 0, up, 0, CHANNELS);
    return dX;
  }
}
