package dev.stoa.benchmarks.peers;

import dev.stoa.autograd.Tape;
import dev.stoa.benchmarks.peers.Comparison.Limit;
import dev.stoa.kernel.BlockFormat;
import dev.stoa.runtime.Execution;
import dev.stoa.runtime.Workers;
import dev.stoa.tensor.Shape;
import dev.stoa.tensor.Tensor;
import dev.stoa.weight.BlockWeight;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * The machine's memory as a peer: one row times weights in blocks, beside the bare reading of as
 * many bytes.
 */
public final class Memory implements PeerSource {
  @Override
  public List<Comparison> comparisons(String name) {
    List<Comparison> comparisons = new ArrayList<>();
    for (BlockFormat format : BlockFormat.values()) {
      for (int[] size : new int[][] {{4096, 11_008}, {128_256, 2048}}) {
        int out = size[0];
        int in = size[1];
        comparisons.add(
            new Comparison(
                "row-%s-%dx%d".formatted(format.name().toLowerCase(), out, in),
                "memory",
                1e-9 * out * format.rowBytes(in),
                Limit.MEMORY,
                workers -> new Sides(workers, format, out, in)));
      }
    }
    return comparisons;
  }

  /** Rows beyond the first few are copies of them: their values do not matter for the time. */
  private static final class Sides implements Comparison.Sides {
    private static final int DIFFERENT = 16;

    private final Workers workers;
    private final Tape tape;
    private final Arena arena = Arena.ofAuto();
    private final BlockWeight weight;
    private final Tensor x;
    private final Machine machine;

    Sides(Workers workers, BlockFormat format, int out, int in) {
      this.workers = workers;
      tape = new Tape(new Execution(workers));
      x = random(1, 1, in);
      MemorySegment rows =
          BlockWeight.encode(format, random(2, DIFFERENT, in), arena).toRows(arena);
      MemorySegment all = arena.allocate(out * format.rowBytes(in), 64);
      for (long at = 0; at < all.byteSize(); at += rows.byteSize()) {
        long size = Math.min(rows.byteSize(), all.byteSize() - at);
        MemorySegment.copy(rows, 0, all, at, size);
      }
      weight = BlockWeight.ofRows(format, Shape.of(out, in), all, arena);
      machine = new Machine(workers, Math.toIntExact(weight.bytes() / 4));
    }

    private static Tensor random(int seed, int rows, int columns) {
      Random random = new Random(seed);
      Tensor tensor = Tensor.zeros(rows, columns);
      for (int i = 0; i < tensor.size(); i++) {
        tensor.data()[i] = (float) random.nextGaussian();
      }
      return tensor;
    }

    @Override
    public void ours() {
      tape.begin();
      weight.product(tape, x);
    }

    @Override
    public void theirs() {
      machine.read();
    }

    /** Rounding x to 8 bits leaves about a hundredth of a product's usual size. */
    @Override
    public double error() {
      double worst = 0;
      float[][] decoded = new float[DIFFERENT][x.columns()];
      for (int row = 0; row < DIFFERENT; row++) {
        weight.rowInto(decoded[row], 0, row);
      }
      for (int row = 0; row < y.columns(); row++) {
        double sum = 0;
        double squares = 0;
        for (int i = 0; i < x.columns(); i++) {
          double term = (double) x.data()[i] * decoded[row % DIFFERENT][i];
          sum += term;
          squares += term * term;
        }
        worst = Math.max(worst, Math.abs(y.at(0, row) - sum) / (0.03 * Math.sqrt(squares)));
      }
      return worst;
    }

    @Override
    public int peerThreads() {
      return workers.threads();
    }
  }
}
