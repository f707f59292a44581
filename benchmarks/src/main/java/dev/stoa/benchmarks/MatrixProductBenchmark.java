package dev.stoa.benchmarks;

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

/** What does a linear layer cost, forward and for both gradients? */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class MatrixProductBenchmark {
  /** Rows of x, inputs and outputs of the layer. */
  @Param({"64x64x64", "768x128x512", "128x768x3072"})
  public String size;

  private int rows;
  private int in;
  private int out;
  private float[] x;
  private float[] w;
  private float[] y;

  /** Makes the matrices. */
  @Setup
  public void fill() {
    String[] sizes = size.split("x");
    rows = Integer.parseInt(sizes[0]);
    in = Integer.parseInt(sizes[1]);
    out = Integer.parseInt(sizes[2]);
    x = RandomValues.array(rows * in);
    w = RandomValues.array(out * in);
    y = RandomValues.array(rows * out);
  }

  /** y += x Wᵀ. */
  @Benchmark
  public float[] forward(Threads threads) {
    threads.execution.product().addABt(y, 0, out, x, 0, in, w, 0, in, rows, out, in);
    return y;
  }

  /** dX += dY W. */
  @Benchmark
  public float[] inputGradient(Threads threads) {
    threads.execution.product().addAB(x, 0, in, y, 0, out, w, 0, in, rows, in, out);
    return x;
  }

  /** dW += dYᵀ x. */
  @Benchmark
  public float[] weightGradient(Threads threads) {
    threads.execution.product().addAtB(w, 0, in, y, 0, out, x, 0, in, out, in, rows);
    return w;
  }
}
