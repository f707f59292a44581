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

/** What does normalizing one row of 768 channels cost, and going back through it? */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class NormBenchmark {
  private static final int CHANNELS = 768;
  private static final float EPSILON = 1e-5f;

  private final float[] x = RandomValues.array(CHANNELS);
  private final float[] weight = RandomValues.array(CHANNELS);
  private final float[] bias = RandomValues.array(CHANNELS);
  private final float[] y = new float[CHANNELS];
  private final float[] dX = new float[CHANNELS];
  private final float[] dWeight = new float[CHANNELS];
  private final float[] dBias = new float[CHANNELS];

  /** LayerNorm. */
  @Benchmark
  public float[] layerNorm() {
    Kernels.chosen().norm().layerNormInto(y, 0, x, 0, weight, bias, CHANNELS, EPSILON);
    return y;
  }

  /** All three gradients of LayerNorm. */
  @Benchmark
  public float[] layerNormGradients() {
    Kernels.chosen()
        .norm()
        .addLayerNormGradients(dX, 0, dWeight, dBias, 0, bias, 0, x, 0, weight, CHANNELS, EPSILON);
    return dX;
  }

  /** RmsNorm. */
  @Benchmark
  public float[] rmsNorm() {
    Kernels.chosen().norm().rmsNormInto(y, 0, x, 0, weight, CHANNELS, EPSILON);
    return y;
  }

  /** Both gradients of RmsNorm. */
  @Benchmark
  public float[] rmsNormGradients() {
    Kernels.chosen()
        .norm()
        .addRmsNormGradients(dX, 0, dWeight, 0, bias, 0, x, 0, weight, CHANNELS, EPSILON);
    return dX;
  }
}
