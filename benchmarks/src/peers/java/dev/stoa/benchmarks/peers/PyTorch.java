package dev.stoa.benchmarks.peers;

import dev.stoa.benchmarks.peers.Comparison.Limit;
import dev.stoa.kernel.Kernels;
import java.util.ArrayList;
import java.util.List;

/** PyTorch: what works on rows, attention, and a training step of a small GPT. */
public final class PyTorch implements PeerSource {
  private static final String NAME = "pytorch";
  private static final float EPSILON = 1e-5f;

  @Override
  public List<Comparison> comparisons(String name) {
    List<Comparison> comparisons = new ArrayList<>();
    Kernels kernels = Kernels.chosen();
    addRows(
        comparisons,
        "softmax",
        512,
        1024,
        "torch.softmax(x, -1)",
        (y, x, weight, from, to) -> {
          for (int i = from; i < to; i++) {
            kernels.softmax().softmaxInto(y, i * 1024, x, i * 1024, 1024);
          }
        });
    float[] noBias = new float[768];
    addRows(
        comparisons,
        "layer-norm",
        512,
        768,
        "torch.layer_norm(x, [768], w, None, 1e-05, True)",
        (y, x, weight, from, to) -> {
          for (int i = from; i < to; i++) {
            kernels.norm().layerNormInto(y, i * 768, x, i * 768, weight, noBias, 768, EPSILON);
          }
        });
    addRows(
        comparisons,
        "rms-norm",
        512,
        768,
        "torch.rms_norm(x, [768], w, 1e-05)",
        (y, x, weight, from, to) -> {
          for (int i = from; i < to; i++) {
            kernels.norm().rmsNormInto(y, i * 768, x, i * 768, weight, 768, EPSILON);
          }
        });
    addRows(
        comparisons,
        "gelu",
        512,
        3072,
        "torch.gelu(x, approximate=\"tanh\")",
        (y, x, weight, from, to) ->
            kernels.activation().geluInto(y, from * 3072, x, from * 3072, (to - from) * 3072));
    for (int headSize : new int[] {64, 128}) {
      for (int length : new int[] {128, 512, 1024, 4096}) {
        addAttention(comparisons, length, headSize);
      }
    }
    comparisons.add(
        new Comparison(
            "training-step-nanogpt", NAME, TorchStep.GFLOP, Limit.MULTIPLY_ADD, TorchStep::new));
    return comparisons;
  }

  private static void addRows(
      List<Comparison> to,
      String name,
      int rows,
      int columns,
      String statement,
      TorchRows.Rows ours) {
    to.add(
        new Comparison(
            name + "-" + rows + "x" + columns,
            NAME,
            8e-9 * rows * columns,
            Limit.MEMORY,
            workers -> new TorchRows(workers, rows, columns, statement, ours)));
  }

  /** Half the scores are masked: two products forward, five backward. */
  private static void addAttention(List<Comparison> to, int length, int headSize) {
    double product = 12e-9 * length * length * headSize;
    String size = length + "x" + headSize;
    to.add(
        new Comparison(
            "attention-forward-" + size,
            NAME,
            2 * product,
            Limit.MULTIPLY_ADD,
            workers -> new TorchAttention(workers, length, headSize, false)));
    to.add(
        new Comparison(
            "attention-forward-backward-" + size,
            NAME,
            7 * product,
            Limit.MULTIPLY_ADD,
            workers -> new TorchAttention(workers, length, headSize, true)));
  }
}
