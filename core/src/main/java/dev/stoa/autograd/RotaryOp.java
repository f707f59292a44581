package dev.stoa.autograd;

import dev.stoa.kernel.Rotary;
import dev.stoa.runtime.Execution;
import dev.stoa.tensor.Segments;
import dev.stoa.tensor.Tensor;
import java.util.Arrays;

/**
 * Rotary position embedding (Su et al. 2021): each pair of channels of a head is turned by an angle
 * that grows with the position.
 */
public final class RotaryOp {
  private RotaryOp() {}

  /** Which channels of a head of size d form pair i. Files differ; the mathematics does not. */
  public enum Pairing {
    /** Channels i and i + d/2, as in Hugging Face's checkpoints. */
    HALVES,
    /** Channels 2i and 2i + 1, as in Meta's checkpoints and llama2.c. */
    ADJACENT
  }

  /**
   * The cosines and sines of all positions.
   *
   * @param cosines [positions, headSize / 2]
   * @param sines the same shape
   * @param pairing which channels form a pair
   */
  public record Table(Tensor cosines, Tensor sines, Pairing pairing) {
    /**
     * Angles p · base^(−2i/d) of position p and pair i, computed in double.
     *
     * @param positions how many positions
     * @param headSize d, even
     * @param base usually 10,000
     * @param pairing which channels form a pair
     * @return the table
     * @throws IllegalArgumentException for an odd head size
     */
    public static Table of(int positions, int headSize, float base, Pairing pairing) {
      if (headSize % 2 != 0) {
        throw new IllegalArgumentException(
            "rotary positions need an even head size, not " + headSize);
      }
      Tensor cosines = Tensor.zeros(positions, headSize / 2);
      Tensor sines = Tensor.zeros(positions, headSize / 2);
      for (int p = 0; p < positions; p++) {
        for (int i = 0; i < headSize / 2; i++) {
          double angle = p * Math.pow(base, -2.0 * i / headSize);
          cosines.data()[p * (headSize / 2) + i] = (float) Math.cos(angle);
          sines.data()[p * (headSize / 2) + i] = (float) Math.sin(angle);
        }
      }
      return new Table(cosines, sines, pairing);
    }
  }

  /**
   * Turns every pair (a, b) of every head to (a cos − b sin, a sin + b cos).
   *
   * @param tape runs and records it
   * @param x [rows, heads · headSize]
   * @param segments the rows' division, which gives their positions
   * @param table cosines and sines for at least all positions
   * @return the same shape
   */
  public static Tensor apply(Tape tape, Tensor x, Segments segments, Table table) {
    int mark = tape.mark();
    Tensor y = tape.take(x.rows(), x.columns());
    int[] positions = segments.positions();
    run(tape.execution(), y, x, positions, table, true);
    if (tape.tracks(x)) {
      tape.record(
          mark, y, dY -> run(tape.execution(), tape.gradientOf(x), dY, positions, table, false));
    }
    return y;
  }

  /**
   * Forward y = x turned, else y += x turned back: a rotation's gradient is the rotation back, so
   * this is the backward pass as well.
   */
  private static void run(
      Execution execution, Tensor y, Tensor x, int[] positions, Table table, boolean forward) {
    Rotary kernel = execution.kernels().rotary();
    if (Execution.small(x.size())) {
      turn(kernel, y, x, positions, table, forward, 0, x.rows());
    } else {
      execution
          .workers()
          .forRange(
              x.rows(),
              Execution.rowGrain(x.columns()),
              (from, to) -> turn(kernel, y, x, positions, table, forward, from, to));
    }
  }

  private static void turn(
      Rotary kernel,
      Tensor y,
      Tensor x,
      int[] positions,
      Table table,
      boolean forward,
      int from,
      int to) {
    int columns = x.columns();
    if (forward) {
      int start = y.offset() + from * columns;
      Arrays.fill(y.data(), start, start + (to - from) * columns, 0);
    }
    int half = table.cosines().columns();
    int direction = forward ? 1 : -1;
    boolean halves = table.pairing() == Pairing.HALVES;
    int step = halves ? 1 : 2;
    int distance = halves ? half : 1;
    for (int row = from; row < to; row++) {
      int angles = positions[row] * half;
      for (int head = 0; head < columns; head += 2 * half) {
        int yAt = y.offset() + row * columns + head;
        int xAt = x.offset() + row * columns + head;
        kernel.addTurned(
            y.data(),
            yAt,
            x.data(),
            xAt,
            table.cosines().data(),
            table.sines().data(),
            angles,
            half,
            step,
            distance,
            direction);
      }
    }
  }
}
