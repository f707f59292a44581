package dev.stoa.runtime;

import dev.stoa.kernel.Kernels;
import dev.stoa.kernel.MatrixProduct;
import dev.stoa.kernel.RangeTask;
import dev.stoa.tensor.Tensor;
import java.util.Arrays;

/**
 * What runs the work of one caller: threads, kernels, and memory that is used again.
 *
 * <p>An execution belongs to one thread at a time. Models are shared between executions; each
 * conversation that decodes at the same time as others needs one of its own.
 *
 * @param workers threads that share the work
 * @param kernels inner loops
 * @param workspace memory for outputs and scratch
 * @param product the matrix product of these kernels, shared by these workers
 */
public record Execution(
    Workers workers, Kernels kernels, Workspace workspace, MatrixProduct product) {
  /** Below this many elements, work stays on the caller's thread. */
  private static final int SMALL = 16_384;

  /**
   * An execution on kernels that are not the chosen ones.
   *
   * @param workers threads, which the caller closes
   * @param kernels inner loops
   * @param workspace memory for outputs and scratch
   */
  public Execution(Workers workers, Kernels kernels, Workspace workspace) {
    this(workers, kernels, workspace, kernels.product().sharedBy(workers));
  }

  /**
   * An execution with the chosen kernels and a workspace of its own.
   *
   * @param workers threads, which the caller closes
   */
  public Execution(Workers workers) {
    this(workers, Kernels.chosen(), new Workspace());
  }

  /**
   * Whether an elementwise operation is too small to be shared: its caller then runs it directly,
   * without making a task.
   *
   * @param elements how many values it computes
   * @return true if it should not be shared
   */
  public static boolean small(int elements) {
    return elements < SMALL;
  }

  /**
   * Shares work on elements, each by itself, in chunks of about 8,192.
   *
   * @param elements how many
   * @param task the work on some of them
   */
  public void forElements(int elements, RangeTask task) {
    workers.forRange(elements, SMALL / 2, task);
  }

  /**
   * Sets every value of a tensor.
   *
   * @param x overwritten
   * @param value the value
   */
  public void fill(Tensor x, float value) {
    if (small(x.size()) || !x.isContiguous()) {
      x.fill(value);
    } else {
      forElements(
          x.size(), (from, to) -> Arrays.fill(x.data(), x.offset() + from, x.offset() + to, value));
    }
  }

  /**
   * Rows in a chunk of work on a matrix.
   *
   * @param columns columns of the matrix
   * @return as many rows as have about 8,192 elements, at least 1
   */
  public static int rowGrain(int columns) {
    return Math.max(1, SMALL / 2 / Math.max(1, columns));
  }
}
