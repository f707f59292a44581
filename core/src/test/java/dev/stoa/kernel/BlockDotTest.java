package dev.stoa.kernel;

import static dev.stoa.contract.core.Close.assertClose;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.stoa.contract.core.BlockDotContract;
import dev.stoa.contract.core.Draws;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

@DisplayName("Q8_0 kernels")
class BlockDotTest {
  private static final int BLOCK = BlockInput.BLOCK;

  @Nested
  @DisplayName("scalar")
  class Scalar extends Adapter {
    Scalar() {
      super(Kernels.scalar());
    }
  }

  @Nested
  @DisplayName("chosen")
  class Chosen extends Adapter {
    Chosen() {
      super(Kernels.chosen());
    }
  }

  /** Keeps blocks in native memory. */
  abstract static class Adapter extends BlockDotContract {
    private final BlockDot kernel;
    private final NativeBlocks blocks;

    Adapter(Kernels kernels) {
      kernel = kernels.blockDot(BlockFormat.Q8_0);
      blocks = new NativeBlocks(kernel);
    }

    @Override
    protected void encode(byte[] bytes, float[] x) {
      blocks.encode(bytes, x);
    }

    @Override
    protected void decode(float[] y, byte[] bytes) {
      blocks.decode(y, bytes);
    }

    @Override
    protected void addProduct(float[] y, byte[] bytes, float[] x) {
      blocks.addProduct(y, bytes, x);
    }

    @Test
    @DisplayName("quantizes like it encodes")
    void quantizesLikeItEncodes() {
      float[] x = Draws.normal(1, 20 * BLOCK);
      byte[] bytes = new byte[20 * BlockFormat.Q8_0.bytes()];
      encode(bytes, x);
      BlockInput input = prepared(x);
      for (int block = 0; block < 20; block++) {
        int sum = 0;
        for (int i = block * BLOCK; i < (block + 1) * BLOCK; i++) {
          assertEquals(bytes[2 * block + 2 + i], input.codes()[i], "code " + i);
          sum += input.codes()[i];
        }
        float scale = input.scales()[block];
        assertEquals(scale, input.halfScales()[2 * block]);
        assertEquals(scale, input.halfScales()[2 * block + 1]);
        assertEquals(scale * sum, input.sums()[block]);
      }
    }

    private BlockInput prepared(float[] x) {
      BlockInput input = BlockInput.ofSize(x.length);
      Padded in = Padded.row(x, 3);
      kernel.prepare(input, in.array, in.offset, x.length);
      in.assertUnchanged("x");
      return input;
    }

    @Test
    @DisplayName("rounds halves away from zero, and nothing else up")
    void roundsHalvesAwayFromZero() {
      float[] x = new float[BLOCK];
      x[0] = 127;
      x[1] = 0.5f;
      x[2] = -0.5f;
      x[3] = 0.49999997f;
      x[4] = -0.49999997f;
      x[5] = 1.5f;
      x[6] = -2.5f;
      BlockInput input = prepared(x);
      short[] expected = new short[BLOCK];
      System.arraycopy(new short[] {127, 1, -1, 0, 0, 2, -3}, 0, expected, 0, 7);
      assertArrayEquals(expected, input.codes());
      assertClose("scale", new double[] {1}, input.scales(), 0, 0);
    }
  }
}
