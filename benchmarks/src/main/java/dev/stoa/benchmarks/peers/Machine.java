package dev.stoa.benchmarks.peers;

import dev.stoa.runtime.Workers;
import java.util.Arrays;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * What the machine could do at the most, measured beside the work: its multiply-adds without
 * loading anything, and its reading from memory without computing anything to speak of.
 */
final class Machine {
  private static final VectorSpecies<Float> SPECIES = FloatVector.SPECIES_PREFERRED;

  /** Most floats of a part that one thread reads. */
  private static final int MOST_OF_A_PART = 1 << 19;

  /** Turns of the loop of multiply-adds, about a tenth of a millisecond. */
  private static final int TURNS = 20_000;

  /** Such loops, and parts to read, for each thread: one that comes late finds some left. */
  private static final int PARTS = 16;

  /** Vectors that a turn multiplies, as many as hide the latency. */
  private static final int ACCUMULATORS = 10;

  /** Most bytes that are read for a comparison: 128 MB, more than the caches hold. */
  private static final double MOST_BYTES = 0x1p27;

  private final Workers workers;
  private final float[] memory;

  /** Floats of a part that one thread reads: turns of the loop that sums them. */
  private final int part;

  private final float[] sums;

  /**
   * A vector to multiply with and one to add. A broadcast of what HotSpot knows it may compute
   * again for each multiply-add instead of keeping it in a register, which halves the speed.
   */
  private final float[] factors = new float[2 * SPECIES.length()];

  /**
   * The machine beside a piece of work: if memory bounds that, as many bytes are read, for they
   * come from the same cache.
   */
  static Machine beside(Comparison comparison, Workers workers) {
    boolean reads = comparison.limit() == Comparison.Limit.MEMORY;
    double bytes = reads ? Math.min(1e9 * comparison.amount(), MOST_BYTES) : 0;
    return new Machine(workers, (int) (bytes / 4));
  }

  /** A machine that reads so many floats: what is read twice would come from the caches. */
  Machine(Workers workers, int floats) {
    this.workers = workers;
    memory = new float[floats];
    int turn = 4 * SPECIES.length();
    int even = Math.ceilDiv(floats, PARTS * workers.threads());
    part = Math.clamp(Math.ceilDiv(even, turn) * turn, turn, MOST_OF_A_PART);
    Arrays.fill(factors, 0, SPECIES.length(), 0.999f);
    Arrays.fill(factors, SPECIES.length(), factors.length, 1e-5f);
    sums = new float[16 * Math.max(PARTS * workers.threads(), Math.ceilDiv(floats, part))];
  }

  /** Billions of operations of one call of {@link #multiplyAdd}. */
  double operations() {
    return 2e-9 * PARTS * workers.threads() * TURNS * ACCUMULATORS * SPECIES.length();
  }

  /** Billions of bytes of one call of {@link #read}. */
  double bytes() {
    return 4e-9 * memory.length;
  }

  /** Each thread multiplies and adds in registers. */
  void multiplyAdd() {
    workers.forRange(
        PARTS * workers.threads(),
        1,
        (from, to) -> {
          for (int i = from; i < to; i++) {
            sums[16 * i] = multiplyAdds();
          }
        });
  }

  private float multiplyAdds() {
    FloatVector x = FloatVector.fromArray(SPECIES, factors, 0);
    FloatVector y = FloatVector.fromArray(SPECIES, factors, SPECIES.length());
    FloatVector a = y;
    FloatVector b = a.add(x);
    FloatVector c = b.add(x);
    FloatVector d = c.add(x);
    FloatVector e = d.add(x);
    FloatVector f = e.add(x);
    FloatVector g = f.add(x);
    FloatVector h = g.add(x);
    FloatVector i = h.add(x);
    FloatVector j = i.add(x);
    for (int turn = 0; turn < TURNS; turn++) {
      a = a.fma(x, y);
      b = b.fma(x, y);
      c = c.fma(x, y);
      d = d.fma(x, y);
      e = e.fma(x, y);
      f = f.fma(x, y);
      g = g.fma(x, y);
      h = h.fma(x, y);
      i = i.fma(x, y);
      j = j.fma(x, y);
    }
    return a.add(b).add(c).add(d).add(e).add(f.add(g).add(h).add(i).add(j)).lane(0);
  }

  /** The threads share reading an array once. */
  void read() {
    workers.forRange(memory.length, part, (from, to) -> sums[16 * (from / part)] = sum(from, to));
  }

  /** Sum of some floats; those that fill no turn of the loop are left out. */
  private float sum(int from, int to) {
    FloatVector a = FloatVector.zero(SPECIES);
    FloatVector b = a;
    FloatVector c = a;
    FloatVector d = a;
    int n = SPECIES.length();
    for (int i = from; i <= to - 4 * n; i += 4 * n) {
      a = a.add(FloatVector.fromArray(SPECIES, memory, i));
      b = b.add(FloatVector.fromArray(SPECIES, memory, i + n));
      c = c.add(FloatVector.fromArray(SPECIES, memory, i + 2 * n));
      d = d.add(FloatVector.fromArray(SPECIES, memory, i + 3 * n));
    }
    return a.add(b).add(c.add(d)).lane(0);
  }
}
