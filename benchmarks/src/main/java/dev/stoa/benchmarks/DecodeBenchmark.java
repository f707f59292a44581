package dev.stoa.benchmarks;

import dev.stoa.generate.DecodingSession;
import dev.stoa.model.Model;
import dev.stoa.model.ModelConfig;
import dev.stoa.model.Quantization;
import dev.stoa.tensor.Tensor;
import dev.stoa.weight.DenseWeight;
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

/**
 * What does decoding one token cost, with float32 and with int8 weights, in models that fit the
 * caches (0.1 and 5 million parameters) and in one that does not (134 million)?
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
public class DecodeBenchmark {
  /** How large the model is. */
  @Param({"0.1M", "5M", "134M"})
  public String model;

  /** How the weights are stored. */
  @Param({"float32", "int8"})
  public String weights;

  private DecodingSession session;

  /** Makes a model with random weights. */
  @Setup
  public void build(Threads threads) {
    ModelConfig config =
        switch (model) {
          case "0.1M" -> ModelConfig.llama(256, 512, 64, 2, 2, 2, 192);
          case "5M" -> ModelConfig.llama(4096, 512, 256, 4, 8, 8, 704);
          default -> ModelConfig.llama(32_000, 512, 768, 12, 12, 12, 2048);
        };
    Model transformer =
        new Model(
            config,
            (name, shape, initial) -> {
              float[] values = RandomValues.array(shape.size());
              for (int i = 0; i < values.length; i++) {
                values[i] *= 0.03f;
              }
              return new DenseWeight(new Tensor(values, 0, shape));
            });
    session =
        new DecodingSession(
            weights.equals("int8") ? Quantization.int8(transformer).model() : transformer,
            threads.execution);
    session.append(new int[64]);
  }

  /** One token behind 64 to 512 others. */
  @Benchmark
  public Tensor step() {
    if (session.room() == 0) {
      session.truncate(64);
    }
    return session.append(7);
  }
}
