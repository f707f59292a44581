package dev.stoa.autograd;

import dev.stoa.runtime.Execution;
import dev.stoa.tensor.Shape;
import dev.stoa.tensor.Tensor;

/** Two dimensions change places; the values are copied. */
final class TransposeOp {
  /** Rows and columns of a tile whose reads and writes both stay in the cache. */
  private static final int TILE = 32;

  private TransposeOp() {}

  /**
   * The dimensions [outer, first, middle, second, inner], of which first and second change places.
   */
  private record Sizes(int outer, int first, int middle, int second, int inner) {
    static Sizes of(Axis first, Axis second) {
      int between = first.inner() / (second.size() * second.inner());
      return new Sizes(first.outer(), first.size(), between, second.size(), second.inner());
    }

    Sizes swapped() {
      return new Sizes(outer, second, middle, first, inner);
    }
  }

  static Tensor apply(Tape tape, Tensor input, int one, int other) {
    Tensor x = Operations.contiguous(tape, input);
    Axis a = Axis.of("transpose", x.shape(), one);
    Axis b = Axis.of("transpose", x.shape(), other);
    if (a.index() == b.index()) {
      return x;
    }
    Shape shape = a.resized(b.resized(x.shape(), a.size()), b.size());
    Tensor y = tape.take(shape);
    if (x.size() == 0) {
      return tape.record(y, Saved.nothing(), (dY, saved) -> {}, x);
    }
    Sizes sizes = a.index() < b.index() ? Sizes.of(a, b) : Sizes.of(b, a);
    move(tape.execution(), y, x, sizes, false);
    return tape.record(
        y,
        Saved.nothing(),
        (dY, saved) -> move(tape.execution(), tape.gradient(x), dY, sizes.swapped(), true),
        x);
  }

  /** y[o, s, m, f, i] = x[o, f, m, s, i], or += it. */
  private static void move(Execution execution, Tensor y, Tensor x, Sizes sizes, boolean add) {
    int tiles = Math.ceilDiv(sizes.second, TILE);
    int values = TILE * sizes.first * sizes.inner;
    execution
        .workers()
        .forRange(
            sizes.outer * sizes.middle * tiles,
            Execution.rowGrain(values),
            (from, to) -> {
              for (int i = from; i < to; i++) {
                int matrix = i / tiles;
                int column = i % tiles * TILE;
                moveColumns(y, x, sizes, add, matrix, column);
              }
            });
  }

  /** Some columns s ... of the matrix [first, second] at one outer and middle index. */
  private static void moveColumns(
      Tensor y, Tensor x, Sizes sizes, boolean add, int matrix, int column) {
    int xRow = sizes.middle * sizes.second * sizes.inner;
    int yRow = sizes.middle * sizes.first * sizes.inner;
    int o = matrix / sizes.middle;
    int m = matrix % sizes.middle;
    int xAt = x.offset() + o * sizes.first * xRow + m * sizes.second * sizes.inner;
    int yAt = y.offset() + o * sizes.second * yRow + m * sizes.first * sizes.inner;
    int end = Math.min(column + TILE, sizes.second);
    for (int row = 0; row < sizes.first; row += TILE) {
      int rowEnd = Math.min(row + TILE, sizes.first);
      for (int s = column; s < end; s++) {
        int to = yAt + s * yRow + row * sizes.inner;
        int from = xAt + row * xRow + s * sizes.inner;
        moveCells(y.data(), to, x.data(), from, rowEnd - row, xRow, sizes.inner, add);
      }
    }
  }

  /** n neighbouring cells of y from cells of x that are a stride apart, of some values each. */
  private static void moveCells(
      float[] y, int yAt, float[] x, int xAt, int n, int stride, int inner, boolean add) {
    if (inner > 1) {
      for (int f = 0; f < n; f++) {
        moveRun(y, yAt + f * inner, x, xAt + f * stride, inner, add);
      }
    } else if (add) {
      for (int f = 0; f < n; f++) {
        y[yAt + f] += x[xAt + f * stride];
      }
    } else {
      for (int f = 0; f < n; f++) {
        y[yAt + f] = x[xAt + f * stride];
      }
    }
  }

  private static void moveRun(float[] y, int yAt, float[] x, int xAt, int n, boolean add) {
    if (add) {
      for (int i = 0; i < n; i++) {
        y[yAt + i] += x[xAt + i];
      }
    } else {
      System.arraycopy(x, xAt, y, yAt, n);
    }
  }
}
