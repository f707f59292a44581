package dev.stoa.benchmarks.peers;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.jni.JniUtils;
import dev.stoa.kernel.RangeTask;
import dev.stoa.runtime.Workers;
import java.util.List;
import java.util.Random;

/** A function of each row of a matrix: softmax, norms, activations. */
final class TorchRows implements Comparison.Sides {
  /** Stoa's function of the rows from ... to − 1. */
  interface Rows {
    void run(float[] y, float[] x, float[] weight, int from, int to);
  }

  private final Workers workers;
  private final NDManager manager = NDManager.newBaseManager("PyTorch");
  private final TorchFunction function;
  private final RangeTask task;
  private final int rows;
  private final int grain;
  private final float[] y;
  private final NDArray theirX;
  private final NDArray theirWeight;

  TorchRows(Workers workers, int rows, int columns, String statement, Rows ours) {
    this.workers = workers;
    this.rows = rows;
    grain = Math.max(1, 16_384 / columns);
    y = new float[rows * columns];
    float[] x = normal(1, rows * columns);
    float[] weight = normal(2, columns);
    task = (from, to) -> ours.run(y, x, weight, from, to);
    JniUtils.setNumThreads(workers.threads());
    theirX = manager.create(x, new Shape(rows, columns));
    theirWeight = manager.create(weight, new Shape(columns));
    function = new TorchFunction(manager, List.of("x", "w"), "Tensor", "return " + statement);
  }

  static float[] normal(int seed, int size) {
    Random random = new Random(seed);
    float[] values = new float[size];
    for (int i = 0; i < size; i++) {
      values[i] = (float) random.nextGaussian();
    }
    return values;
  }

  @Override
  public void ours() {
    workers.forRange(rows, grain, task);
  }

  @Override
  public void theirs() {
    function.call(theirX, theirWeight).close();
  }

  /** Both are float32 with functions of their own: 16 units in the last place of the result. */
  @Override
  public double error() {
    float[] expected = function.call(theirX, theirWeight).singletonOrThrow().toFloatArray();
    return error(y, expected, 16 * 0x1p-24);
  }

  /**
   * The difference of two results, where each value may be off by a share of itself and of the root
   * mean square of all: what cancels is as inexact as what it was made of.
   */
  static double error(float[] ours, float[] theirs, double tolerance) {
    double squares = 0;
    for (float value : theirs) {
      squares += (double) value * value;
    }
    double usual = Math.sqrt(squares / theirs.length);
    return Difference.greatest(ours, theirs, i -> tolerance * (Math.abs(theirs[i]) + usual));
  }

  @Override
  public int peerThreads() {
    return JniUtils.getNumThreads();
  }

  @Override
  public void close() {
    function.close();
    manager.close();
  }
}
