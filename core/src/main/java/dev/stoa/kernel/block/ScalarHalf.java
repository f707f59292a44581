package dev.stoa.kernel.block;

import java.lang.foreign.MemorySegment;

/** Floats of 16 bits, one weight a block: activations are multiplied as they are. */
abstract class ScalarHalf extends ScalarBlockDot {
  /** Columns of a panel: more would drive x out of the first-level cache. */
  private static final int PANEL_OF_16_BITS = 1024;

  ScalarHalf() {
    super(1, Short.BYTES);
  }

  @Override
  public final int panel() {
    return PANEL_OF_16_BITS;
  }

  @Override
  final void activationsInto(double[] y, float[] x, int xOffset, int n) {
    for (int i = 0; i < n; i++) {
      y[i] = x[xOffset + i];
    }
  }

  @Override
  final void decodeBlock(float[] y, int to, MemorySegment blocks, long at) {
    y[to] = decoded(blocks.get(SHORT, at));
  }

  @Override
  final void encodeBlock(MemorySegment blocks, long at, float[] x, int from) {
    blocks.set(SHORT, at, encoded(x[from]));
  }

  /** The number that 16 bits stand for. */
  abstract float decoded(short bits);

  /** The nearest number in 16 bits, of two as near the one that is even. */
  abstract short encoded(float x);
}
