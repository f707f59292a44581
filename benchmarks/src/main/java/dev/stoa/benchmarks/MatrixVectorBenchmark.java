package dev.stoa.benchmarks;

import dev.stoa.kernel.BlockFormat;
import dev.stoa.tensor.Tensor;
import dev.stoa.weight.BlockWeight;
import dev.stoa.weight.DenseWeight;
import dev.stoa.weight.Weight;
import java.lang.foreign.Arena;
import java.util.Locale;
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

/** What does one token cost in a layer, with float32 weights and with each format of blocks? */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class MatrixVectorBenchmark {
  /** Inputs and outputs of the layer: in the second-level cache, and far beyond every cache. */
  @Param({"256x256", "4096x11008"})
  public String size;

  /** How the weights are stored. */
  @Param({"float32", "int8", "q4_0", "q4_k", "q6_k", "f16", "bf16"})
  public String weights;

  private Weight weight;
  private Tensor x;

  /** Makes the weight. */
  @Setup
  public void fill() {
    String[] sizes = size.split("x");
    int in = Integer.parseInt(sizes[0]);
    int out = Integer.parseInt(sizes[1]);
    x = RandomValues.tensor(1, in);
    Tensor matrix = RandomValues.tensor(out, in);
    weight =
        weights.equals("float32")
            ? new DenseWeight(matrix)
            : BlockWeight.encode(format(), matrix, Arena.ofAuto());
  }

  private BlockFormat format() {
    return weights.equals("int8")
        ? BlockFormat.Q8_0
        : BlockFormat.valueOf(weights.toUpperCase(Locale.ROOT));
  }

  /** y = x Wᵀ for one row. */
  @Benchmark
  public Tensor multiply(Threads threads) {
    threads.tape.begin();
    return weight.product(threads.tape, x);
  }
}
