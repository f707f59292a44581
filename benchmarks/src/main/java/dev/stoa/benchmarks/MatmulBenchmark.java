package dev.stoa.benchmarks;

import dev.stoa.kernel.Kernels;
import dev.stoa.kernel.Matmul;
import java.util.Arrays;
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
 * How far is the plain loop from the tile in registers, and where between them is a kernel of your
 * own? The command {@code bench matmul --with CLASS --class-path DIR} adds it.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class MatmulBenchmark {
  /** Who multiplies: the library, its textbook's loops, or the name of a class. */
  @Param({"stoa", "scalar"})
  public String kernel;

  /** Rows and columns of C, and the length of the sums. */
  @Param({"64x64x64", "256x256x256"})
  public String size;

  private Matmul matmul;
  private int m;
  private int n;
  private int k;
  private float[] a;
  private float[] b;
  private float[] c;

  /** Makes the matrices and has the kernel's product checked. */
  @Setup
  public void fill() {
    String[] sizes = size.split("x");
    m = Integer.parseInt(sizes[0]);
    n = Integer.parseInt(sizes[1]);
    k = Integer.parseInt(sizes[2]);
    a = RandomValues.array(m * k);
    b = RandomValues.array(n * k);
    c = new float[m * n];
    matmul = kernel(kernel, MatmulBenchmark.class.getClassLoader());
    check();
    Arrays.fill(c, 0);
  }

  /**
   * The kernel of a name.
   *
   * @param loader finds a class that is not the library's
   * @throws IllegalArgumentException if the class cannot be made
   */
  static Matmul kernel(String name, ClassLoader loader) {
    return switch (name) {
      case "stoa" -> Matmul.of(Kernels.chosen().product());
      case "scalar" -> Matmul.of(Kernels.scalar().product());
      default -> made(name, loader);
    };
  }

  private static Matmul made(String name, ClassLoader loader) {
    try {
      Object made = Class.forName(name, true, loader).getConstructor().newInstance();
      if (made instanceof Matmul matmul) {
        return matmul;
      }
      throw new IllegalArgumentException(
          name
              + " does not implement "
              + Matmul.class.getName()
              + ", which has one method, addABt");
    } catch (ReflectiveOperationException e) {
      throw new IllegalArgumentException(
          "%s cannot be made (%s): --with takes the full name of a public class with a public"
                  .formatted(name, e)
              + " constructor without arguments, below the folder of --class-path",
          e);
    }
  }

  /** Every result is within what rounding allows of the sum in double. */
  private void check() {
    matmul.addABt(c, a, b, m, n, k);
    for (int i = 0; i < m; i++) {
      for (int j = 0; j < n; j++) {
        double sum = 0;
        double sizes = 0;
        for (int p = 0; p < k; p++) {
          double term = (double) a[i * k + p] * b[j * k + p];
          sum += term;
          sizes += Math.abs(term);
        }
        if (!(Math.abs(c[i * n + j] - sum) <= (k + 2) * 0x1p-24 * sizes)) {
          throw new IllegalArgumentException(
              "%s: c[%d][%d] is %s, expected %s; let MatrixProductContract judge it first"
                  .formatted(kernel, i, j, c[i * n + j], sum));
        }
      }
    }
  }

  /** C += A Bᵀ. */
  @Benchmark
  public float[] multiply() {
    matmul.addABt(c, a, b, m, n, k);
    return c;
  }
}
