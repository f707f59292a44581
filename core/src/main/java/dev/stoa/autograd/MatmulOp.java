package dev.stoa.autograd;

import dev.stoa.kernel.MatrixProduct;
import dev.stoa.runtime.Execution;
import dev.stoa.tensor.Shape;
import dev.stoa.tensor.Tensor;

/** Products of two results, one or many side by side: y = a b. */
final class MatmulOp {
  /** From so many products on, each is one thread's; fewer are shared one after the other. */
  private static final int MANY = 8;

  /** Multiplications that are worth a chunk of work. */
  private static final long GRAIN = 1 << 16;

  private MatmulOp() {}

  /** How many products there are, each [rows, sums] by [sums, columns]. */
  private record Sizes(int count, int rows, int sums, int columns) {}

  static Tensor apply(Tape tape, Tensor a, Tensor b) {
    Sizes sizes = sizes(a.shape(), b.shape());
    int[] dimensions = a.shape().toArray();
    dimensions[dimensions.length - 1] = sizes.columns;
    Tensor y = tape.take(Shape.of(dimensions));
    tape.execution().fill(y, 0);
    each(tape.execution(), sizes, (product, i) -> multiply(product, y, a, b, sizes, i));
    return tape.record(
        y,
        Saved.of(a, b),
        (dY, saved) -> {
          Tensor dA = tape.gradient(a);
          Tensor dB = tape.gradient(b);
          if (dA != null) {
            each(
                tape.execution(),
                sizes,
                (product, i) -> addLeft(product, dA, dY, saved.get(1), sizes, i));
          }
          if (dB != null) {
            each(
                tape.execution(),
                sizes,
                (product, i) -> addRight(product, dB, dY, saved.get(0), sizes, i));
          }
        },
        a,
        b);
  }

  private static Sizes sizes(Shape a, Shape b) {
    int rank = b.rank();
    boolean fits = a.rank() >= 2 && rank >= 2 && (rank == 2 || rank == a.rank());
    fits = fits && a.columns() == b.dimension(rank - 2);
    int count = 1;
    for (int i = 0; fits && i < rank - 2; i++) {
      fits = a.dimension(i) == b.dimension(i);
      count *= b.dimension(i);
    }
    if (!fits) {
      throw new IllegalArgumentException(
          ("matmul: a%s and b%s do not go together: it takes [..., n, k] and [k, m], or [..., n, k]"
                  + " and [..., k, m] with equal dimensions before the last two")
              .formatted(a, b));
    }
    int rows = rank == 2 ? a.rows() : a.dimension(rank - 2);
    return new Sizes(count, rows, a.columns(), b.columns());
  }

  /** One of the products. */
  private interface Step {
    void run(MatrixProduct product, int index);
  }

  /** All of them; who shares what depends on the sizes alone. */
  private static void each(Execution execution, Sizes sizes, Step step) {
    if (sizes.count < MANY) {
      for (int i = 0; i < sizes.count; i++) {
        step.run(execution.product(), i);
      }
      return;
    }
    MatrixProduct unshared = execution.kernels().product();
    long work = Math.max(1, (long) sizes.rows * sizes.sums * sizes.columns);
    int grain = (int) Math.max(1, GRAIN / work);
    execution
        .workers()
        .forRange(
            sizes.count,
            grain,
            (from, to) -> {
              for (int i = from; i < to; i++) {
                step.run(unshared, i);
              }
            });
  }

  /** y += a b. */
  private static void multiply(
      MatrixProduct product, Tensor y, Tensor a, Tensor b, Sizes sizes, int index) {
    product.addAB(
        y.data(),
        y.offset() + index * sizes.rows * sizes.columns,
        sizes.columns,
        a.data(),
        a.offset() + index * sizes.rows * a.stride(),
        a.stride(),
        b.data(),
        b.offset() + index * sizes.sums * b.stride(),
        b.stride(),
        sizes.rows,
        sizes.columns,
        sizes.sums);
  }

  /** dA += dY bᵀ. */
  private static void addLeft(
      MatrixProduct product, Tensor dA, Tensor dY, Tensor b, Sizes sizes, int index) {
    product.addABt(
        dA.data(),
        dA.offset() + index * sizes.rows * sizes.sums,
        sizes.sums,
        dY.data(),
        dY.offset() + index * sizes.rows * sizes.columns,
        sizes.columns,
        b.data(),
        b.offset() + index * sizes.sums * b.stride(),
        b.stride(),
        sizes.rows,
        sizes.sums,
        sizes.columns);
  }

  /** dB += aᵀ dY. */
  private static void addRight(
      MatrixProduct product, Tensor dB, Tensor dY, Tensor a, Sizes sizes, int index) {
    product.addAtB(
        dB.data(),
        dB.offset() + index * sizes.sums * sizes.columns,
        sizes.columns,
        a.data(),
        a.offset() + index * sizes.rows * a.stride(),
        a.stride(),
        dY.data(),
        dY.offset() + index * sizes.rows * sizes.columns,
        sizes.columns,
        sizes.sums,
        sizes.columns,
        sizes.rows);
  }
}
