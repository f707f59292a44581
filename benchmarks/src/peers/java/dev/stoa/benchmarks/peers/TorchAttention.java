package dev.stoa.benchmarks.peers;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.jni.JniUtils;
import ai.djl.training.GradientCollector;
import dev.stoa.kernel.Attention;
import dev.stoa.kernel.AttentionHead;
import dev.stoa.kernel.Kernels;
import dev.stoa.kernel.Rows;
import dev.stoa.runtime.Workers;
import java.util.Arrays;
import java.util.List;

/** Causal attention of some heads, forward or forward and backward. */
final class TorchAttention implements Comparison.Sides {
  private static final int HEADS = 12;

  private final Attention kernel = Kernels.chosen().attention();
  private static final ThreadLocal<AttentionHead> HEADS_OF_THREADS =
      ThreadLocal.withInitial(AttentionHead::new);

  private final Workers workers;
  private final int length;
  private final int headSize;
  private final boolean backward;
  private final float[][] qkv = new float[3][];
  private final float[][] gradients = new float[3][];
  private final float[] o;
  private final float[] ones;
  private final float[] logSumExp;
  private final NDManager manager = NDManager.newBaseManager("PyTorch");
  private final NDArray[] theirs = new NDArray[3];
  private final TorchFunction function;

  TorchAttention(Workers workers, int length, int headSize, boolean backward) {
    this.workers = workers;
    this.length = length;
    this.headSize = headSize;
    this.backward = backward;
    int size = HEADS * length * headSize;
    JniUtils.setNumThreads(workers.threads());
    for (int i = 0; i < 3; i++) {
      qkv[i] = TorchOperation.normal(i, size);
      gradients[i] = new float[size];
      theirs[i] = manager.create(qkv[i], new Shape(1, HEADS, length, headSize));
      theirs[i].setRequiresGradient(backward);
    }
    o = new float[size];
    ones = new float[size];
    Arrays.fill(ones, 1);
    logSumExp = new float[HEADS * length];
    function =
        new TorchFunction(
            manager,
            List.of("q", "k", "v"),
            "Tensor",
            "return torch.scaled_dot_product_attention(q, k, v, None, 0., True)");
  }

  @Override
  public void ours() {
    float scale = (float) (1 / Math.sqrt(headSize));
    workers.forRange(
        HEADS,
        1,
        (from, to) -> {
          for (int head = from; head < to; head++) {
            run(head * length * headSize, head * length, scale);
          }
        });
  }

  private void run(int at, int row, float scale) {
    AttentionHead head = HEADS_OF_THREADS.get();
    head.o.set(o, at, headSize);
    head.q.set(qkv[0], at, headSize);
    head.keys = rows(1, at);
    head.values = rows(2, at);
    head.logSumExp = logSumExp;
    head.logSumExpOffset = row;
    head.queries = length;
    head.keyCount = length;
    head.size = headSize;
    head.scale = scale;
    head.before = Integer.MAX_VALUE;
    kernel.attendInto(head);
    if (backward) {
      for (float[] gradient : gradients) {
        Arrays.fill(gradient, at, at + length * headSize, 0);
      }
      head.dO.set(ones, at, headSize);
      head.dQ.set(gradients[0], at, headSize);
      head.dK.set(gradients[1], at, headSize);
      head.dV.set(gradients[2], at, headSize);
      kernel.addGradients(head);
    }
  }

  private Rows rows(int matrix, int at) {
    Rows rows = new Rows();
    rows.set(qkv[matrix], at, headSize);
    return rows;
  }

  @Override
  public void theirs() {
    if (!backward) {
      function.call(theirs).close();
      return;
    }
    try (GradientCollector collector = Engine.getEngine("PyTorch").newGradientCollector()) {
      NDArray result = function.record(theirs).singletonOrThrow();
      collector.backward(result);
      result.close();
    }
  }

  /** Sums of up to `length` terms in other orders, with exponentials of their own. */
  @Override
  public double error() {
    double tolerance = 4 * Math.sqrt(length) * 0x1p-24 * 16;
    if (!backward) {
      return TorchOperation.error(
          o, function.call(theirs).singletonOrThrow().toFloatArray(), tolerance);
    }
    double worst = 0;
    for (int i = 0; i < 3; i++) {
      float[] expected = theirs[i].getGradient().toFloatArray();
      worst = Math.max(worst, TorchOperation.error(gradients[i], expected, 16 * tolerance));
    }
    return worst;
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
