package dev.stoa.kernel;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;

/** A kernel on blocks in native memory, at an odd address and with guards around everything. */
record NativeBlocks(BlockFormat format, BlockDot kernel) {
  private static final int BEFORE = 37;
  private static final int AFTER = 5;
  private static final byte GUARD = 99;

  private static MemorySegment inMemory(Arena arena, byte[] blocks) {
    MemorySegment segment = arena.allocate(BEFORE + blocks.length + AFTER);
    segment.fill(GUARD);
    MemorySegment.copy(blocks, 0, segment, ValueLayout.JAVA_BYTE, BEFORE, blocks.length);
    return segment;
  }

  private static void assertGuards(MemorySegment segment) {
    byte[] bytes = segment.toArray(ValueLayout.JAVA_BYTE);
    for (int i = 0; i < BEFORE; i++) {
      assertEquals(GUARD, bytes[i], "byte " + (i - BEFORE) + " before the blocks");
    }
    for (int i = bytes.length - AFTER; i < bytes.length; i++) {
      assertEquals(GUARD, bytes[i], "a byte behind the blocks");
    }
  }

  void encode(byte[] blocks, float[] x) {
    Padded in = Padded.row(x, 3);
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment segment = inMemory(arena, blocks);
      kernel.encodeInto(segment, BEFORE, in.array, in.offset, x.length);
      assertGuards(segment);
      MemorySegment.copy(segment, ValueLayout.JAVA_BYTE, BEFORE, blocks, 0, blocks.length);
    }
    in.assertUnchanged("x");
  }

  void decode(float[] y, byte[] blocks) {
    Padded out = Padded.row(y, 5);
    try (Arena arena = Arena.ofConfined()) {
      kernel.decodeInto(out.array, out.offset, inMemory(arena, blocks), BEFORE, y.length);
    }
    out.copyInto(y);
  }

  /** Multiplies with the second of two prepared vectors, the first of which is NaN. */
  void addProduct(float[] y, byte[] blocks, float[] x) {
    addProduct(y, blocks, x, format.weights() == 1 ? 2 : 32);
  }

  /** The same with the vector that begins at some index of what was prepared. */
  void addProduct(float[] y, byte[] blocks, float[] x, int first) {
    Padded in = Padded.row(x, 3);
    float[] all = new float[first + x.length];
    Arrays.fill(all, 0, first, Float.NaN);
    System.arraycopy(in.array, in.offset, all, first, x.length);
    float[] before = all.clone();
    BlockInput input = kernel.prepare(null, all, 0, all.length);
    assertArrayEquals(before, all, "x");
    Padded out = Padded.row(y, 7);
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment segment = inMemory(arena, blocks);
      MemorySegment rows = MemorySegment.ofArray(blocks);
      int rowBytes = blocks.length / y.length;
      interleave(format, segment, BEFORE, rows, y.length, rowBytes);
      kernel.addProduct(out.array, out.offset, segment, BEFORE, y.length, x.length, input, first);
      assertGuards(segment);
    }
    out.copyInto(y);
  }

  /**
   * Copies rows to where some of them are interleaved, two bytes at a time, as the format wants.
   */
  static void interleave(
      BlockFormat format, MemorySegment to, long at, MemorySegment rows, int n, long rowBytes) {
    for (int row = 0; row < n; row++) {
      int together = format.layout().interleaved(row, n);
      int inGroup = row % together;
      long group = at + (row - inGroup) * rowBytes;
      for (long i = 0; i < rowBytes; i += 2) {
        long place = group + i * together + 2 * inGroup;
        MemorySegment.copy(rows, row * rowBytes + i, to, place, 2);
      }
    }
  }

  NativeBlocks(Kernels kernels, BlockFormat format) {
    this(format, kernels.blockDot(format));
  }
}
