package dev.stoa.kernel;

import static dev.stoa.contract.core.Close.assertClose;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.stoa.contract.core.BlockDotContract;
import dev.stoa.contract.core.Draws;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

@DisplayName("Q8_0 kernels")
class BlockDotTest {

  @Nested
  @DisplayName("scalar")
  class Scalar extends Adapter {
    Scalar() {
      super(Kernels.scalar().q8());
    }
  }

  @Nested
  @DisplayName("chosen")
  class Chosen extends Adapter {
    Chosen() {
      super(Kernels.chosen().q8());
    }
  }

  /** Keeps blocks in native memory, at an odd address and with guards around them. */
  abstract static class Adapter extends BlockDotContract {
    private static final int BEFORE = 37;
    private static final int AFTER = 5;
    private static final byte GUARD = 99;

    private final BlockDot kernel;

    Adapter(BlockDot kernel) {
      this.kernel = kernel;
    }

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

    @Override
    protected void encode(byte[] blocks, float[] x) {
      Padded in = Padded.row(x, 3);
      try (Arena arena = Arena.ofConfined()) {
        MemorySegment segment = inMemory(arena, blocks);
        kernel.encodeInto(segment, BEFORE, in.array, in.offset, x.length);
        assertGuards(segment);
        MemorySegment.copy(segment, ValueLayout.JAVA_BYTE, BEFORE, blocks, 0, blocks.length);
      }
      in.assertUnchanged("x");
    }

    @Override
    protected void decode(float[] y, byte[] blocks) {
      Padded out = Padded.row(y, 5);
      try (Arena arena = Arena.ofConfined()) {
        kernel.decodeInto(out.array, out.offset, inMemory(arena, blocks), BEFORE, y.length);
      }
      out.copyInto(y);
    }

    @Override
    protected void addProduct(float[] y, byte[] blocks, float[] x) {
      Padded in = Padded.row(x, 3);
      short[] codes = new short[x.length + 2];
      float[] scales = new float[x.length / BlockDot.BLOCK + 4];
      Arrays.fill(codes, (short) 999);
      Arrays.fill(scales, Float.NaN);
      kernel.quantizeInto(codes, 1, scales, 3, in.array, in.offset, x.length);
      assertEquals(999, codes[0], "before the codes");
      assertEquals(999, codes[x.length + 1], "behind the codes");
      assertEquals(Float.NaN, scales[2], "before the scales");
      assertEquals(Float.NaN, scales[scales.length - 1], "behind the scales");
      Padded out = Padded.row(y, 7);
      try (Arena arena = Arena.ofConfined()) {
        MemorySegment segment = inMemory(arena, blocks);
        kernel.addProduct(
            out.array, out.offset, segment, BEFORE, y.length, x.length, codes, 1, scales, 3);
        assertGuards(segment);
      }
      out.copyInto(y);
      in.assertUnchanged("x");
    }

    @Test
    @DisplayName("quantizes like it encodes")
    void quantizesLikeItEncodes() {
      float[] x = Draws.normal(1, 20 * BlockDot.BLOCK);
      byte[] blocks = new byte[20 * BlockDot.BLOCK_BYTES];
      encode(blocks, x);
      short[] codes = new short[x.length];
      float[] scales = new float[20];
      kernel.quantizeInto(codes, 0, scales, 0, x, 0, x.length);
      for (int i = 0; i < x.length; i++) {
        int block = i / BlockDot.BLOCK;
        assertEquals(blocks[2 * block + 2 + i], codes[i], "code " + i);
      }
    }

    @Test
    @DisplayName("rounds halves away from zero, and nothing else up")
    void roundsHalvesAwayFromZero() {
      float[] x = new float[BlockDot.BLOCK];
      x[0] = 127;
      x[1] = 0.5f;
      x[2] = -0.5f;
      x[3] = 0.49999997f;
      x[4] = -0.49999997f;
      x[5] = 1.5f;
      x[6] = -2.5f;
      short[] codes = new short[BlockDot.BLOCK];
      float[] scales = new float[1];
      kernel.quantizeInto(codes, 0, scales, 0, x, 0, x.length);
      short[] expected = new short[BlockDot.BLOCK];
      System.arraycopy(new short[] {127, 1, -1, 0, 0, 2, -3}, 0, expected, 0, 7);
      assertArrayEquals(expected, codes);
      assertClose("scale", new double[] {1}, scales, 0, 0);
    }
  }
}
