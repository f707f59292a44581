package dev.stoa.autograd;

import dev.stoa.cache.Segments;
import dev.stoa.kernel.Rotary;
import dev.stoa.runtime.Execution;
import dev.stoa.tensor.Tensor;
import java.util.Arrays;

/** Rotary positions: each pair of channels of a head is turned by an angle of its position. */
final class RotaryOp {
  private RotaryOp() {}

  static Tensor apply(Tape tape, Tensor input, Segments segments, RotaryTable table) {
    Tensor x = Operations.contiguous(tape, input);
    int headSize = 2 * table.cosines().columns();
    if (x.columns() % headSize != 0 || x.rows() != segments.rows()) {
      throw new IllegalArgumentException(
          "rotary: x%s needs %d rows, and columns for whole heads of %d channels"
              .formatted(x.shape(), segments.rows(), headSize));
    }
    Tensor y = tape.take(x.shape());
    int[] positions = segments.positions();
    for (int position : positions) {
      if (position >= table.cosines().rows()) {
        throw new IllegalArgumentException(
            "rotary: position %d is behind the table's %d positions"
                .formatted(position, table.cosines().rows()));
      }
    }
    run(tape.execution(), y, x, positions, table, true);
    return tape.recording()
        ? tape.record(
            y,
            Saved.nothing(),
            (dY, saved) -> run(tape.execution(), tape.gradient(x), dY, positions, table, false),
            x)
        : y;
  }

  /**
   * Forward y = x turned, else y += x turned back: a rotation's gradient is the rotation back, so
   * this is the backward pass as well.
   */
  private static void run(
      Execution execution,
      Tensor y,
      Tensor x,
      int[] positions,
      RotaryTable table,
      boolean forward) {
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
      RotaryTable table,
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
    boolean halves = table.pairing() == RotaryTable.Pairing.HALVES;
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
