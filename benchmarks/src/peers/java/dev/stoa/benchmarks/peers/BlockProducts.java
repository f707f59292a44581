package dev.stoa.benchmarks.peers;

import dev.stoa.autograd.Tape;
import dev.stoa.benchmarks.peers.Comparison.Limit;
import dev.stoa.kernel.BlockFormat;
import dev.stoa.runtime.Execution;
import dev.stoa.runtime.Workers;
import dev.stoa.tensor.Tensor;
import dev.stoa.weight.BlockWeight;
import dev.stoa.weight.DenseWeight;
import dev.stoa.weight.Weight;
import java.lang.foreign.Arena;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Many rows times weights in blocks, beside Stoa's own product with the same weights as floats. */
public final class BlockProducts implements PeerSource {
  private static final int IN = 2048;
  private static final int OUT = 2048;

  @Override
  public List<Comparison> comparisons(String name) {
    List<Comparison> comparisons = new ArrayList<>();
    for (BlockFormat format : BlockFormat.values()) {
      for (int rows : new int[] {64, 512}) {
        comparisons.add(
            new Comparison(
                "rows-%d-%s-%dx%d".formatted(rows, format.name().toLowerCase(), IN, OUT),
                "stoa-float32",
                2e-9 * rows * IN * OUT,
                Limit.MULTIPLY_ADD,
                workers -> new Sides(workers, format, rows)));
      }
    }
    return comparisons;
  }

  private static final class Sides implements Comparison.Sides {
    private final Workers workers;
    private final Tape tape;
    private final Tape theirTape;
    private final Weight blocks;
    private final Weight floats;
    private final Tensor x;
    private Tensor ours;
    private Tensor theirs;

    Sides(Workers workers, BlockFormat format, int rows) {
      this.workers = workers;
      tape = new Tape(new Execution(workers));
      theirTape = new Tape(new Execution(workers));
      blocks = BlockWeight.encode(format, random(1, OUT, IN), Arena.ofAuto());
      floats = new DenseWeight(blocks.decoded());
      x = random(2, rows, IN);
    }

    private static Tensor random(int seed, int rows, int columns) {
      Random random = new Random(seed);
      Tensor tensor = Tensor.zeros(rows, columns);
      for (int i = 0; i < tensor.size(); i++) {
        tensor.data()[i] = random.nextFloat(-1, 1);
      }
      return tensor;
    }

    @Override
    public void ours() {
      tape.begin();
      ours = blocks.product(tape, x);
    }

    @Override
    public void theirs() {
      theirTape.begin();
      theirs = floats.product(theirTape, x);
    }

    /** Both sum the same products of floats, each in its own order, of sizes below 1. */
    @Override
    public double error() {
      double bound = 2 * (IN + 2) * 0x1p-24 * IN;
      return Difference.greatest(ours.toArray(), theirs.toArray(), i -> bound);
    }

    @Override
    public int peerThreads() {
      return workers.threads();
    }
  }
}
