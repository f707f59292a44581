package dev.stoa.kernel.block;

import dev.stoa.kernel.BlockLayout;
import java.lang.foreign.MemorySegment;

/** Floats of 16 bits, one weight a block: activations are multiplied as they are. */
abstract class ScalarHalf extends ScalarBlockDot {
  /** More columns would drive x out of the first-level cache. */
  private static final int PANEL = 1024;

  /** Four places of a stretch are read at a time, far apart. */
  private static final int LONGEST = 1 << 20;

  ScalarHalf(int group) {
    super(new BlockLayout(1, Short.BYTES, group, PANEL, LONGEST));
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
