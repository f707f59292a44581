package dev.stoa.benchmarks;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.stoa.kernel.Matmul;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("A kernel of one's own in stoa bench matmul")
class MatmulBenchmarkTest {
  /** The three loops. */
  public static class Plain implements Matmul {
    /** As --with needs it. */
    public Plain() {}

    @Override
    public void addABt(float[] c, float[] a, float[] b, int m, int n, int k) {
      for (int i = 0; i < m * n; i++) {
        for (int p = 0; p < k; p++) {
          c[i] += a[i / n * k + p] * b[i % n * k + p];
        }
      }
    }
  }

  /** Forgets the last product of each sum. */
  public static class Wrong extends Plain {
    /** As --with needs it. */
    public Wrong() {}

    @Override
    public void addABt(float[] c, float[] a, float[] b, int m, int n, int k) {
      super.addABt(c, a, b, m, n, k);
      c[m * n - 1] -= a[m * k - 1] * b[n * k - 1];
    }
  }

  /** No kernel at all. */
  public static class Stranger {
    /** As --with needs it. */
    public Stranger() {}
  }

  private static MatmulBenchmark benchmark(String kernel) {
    MatmulBenchmark benchmark = new MatmulBenchmark();
    benchmark.kernel = kernel;
    benchmark.size = "5x7x3";
    return benchmark;
  }

  @ParameterizedTest
  @ValueSource(strings = {"stoa", "scalar", "dev.stoa.benchmarks.MatmulBenchmarkTest$Plain"})
  void multipliesAsTheOthersDo(String name) {
    MatmulBenchmark benchmark = benchmark(name);
    benchmark.fill();
    float[] expected = new float[35];
    MatmulBenchmark scalar = benchmark("scalar");
    scalar.fill();
    System.arraycopy(scalar.multiply(), 0, expected, 0, 35);
    assertArrayEquals(expected, benchmark.multiply(), 1e-5f);
  }

  @Test
  void isNotTimedWhenItIsWrong() {
    MatmulBenchmark benchmark = benchmark(Wrong.class.getName());
    String message = assertThrows(IllegalArgumentException.class, benchmark::fill).getMessage();
    assertTrue(message.contains("c[4][6]"), message);
  }

  @ParameterizedTest
  @ValueSource(strings = {"my.Missing", "dev.stoa.benchmarks.MatmulBenchmarkTest$Stranger"})
  void isNamedWhenItCannotBeMade(String name) {
    String message =
        assertThrows(
                IllegalArgumentException.class,
                () -> MatmulBenchmark.kernel(name, getClass().getClassLoader()))
            .getMessage();
    assertTrue(message.contains(name), message);
  }
}
