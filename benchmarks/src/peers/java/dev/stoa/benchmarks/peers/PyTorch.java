package dev.stoa.benchmarks.peers;

import dev.stoa.benchmarks.peers.Comparison.Limit;
import java.util.ArrayList;
import java.util.List;

/** PyTorch: operations on rows, AdamW, attention, and a training step of a small GPT. */
public final class PyTorch implements PeerSource {
  static final String NAME = "pytorch";

  @Override
  public List<Comparison> comparisons(String name) {
    List<Comparison> comparisons = new ArrayList<>();
    comparisons.addAll(TorchRows.comparisons());
    comparisons.add(
        new Comparison(
            "adamw-4096x1024", NAME, TorchAdamW.GIGABYTES, Limit.MEMORY, TorchAdamW::new));
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
