package dev.stoa.benchmarks;

import dev.stoa.autograd.Gradients;
import dev.stoa.optim.AdamW;
import dev.stoa.optim.ParameterGroup;
import dev.stoa.tensor.Tensor;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** What does a step of AdamW on four million parameters cost? */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class AdamWBenchmark {
  private final Tensor parameter = RandomValues.tensor(4096, 1024);
  private final Gradients gradients = new Gradients(List.of(parameter));
  private final AdamW optimizer =
      new AdamW(List.of(new ParameterGroup(Map.of("w", parameter), 0.1f)), 0.9f, 0.99f, 1e-8f);

  /** Draws the gradients. */
  @Setup
  public void draw() {
    float[] values = RandomValues.array(parameter.size());
    System.arraycopy(values, 0, gradients.of(parameter).data(), 0, values.length);
  }

  /** Both moments, the decay of the weights and the step. */
  @Benchmark
  public float[] step(Threads threads) {
    optimizer.step(threads.execution.workers(), gradients, 1e-3f);
    return parameter.data();
  }
}
