package dev.stoa.kernel;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.stoa.contract.core.BlockDotContract;
import dev.stoa.contract.core.Draws;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

@DisplayName("Q8_0 kernels")
class BlockDotTest {
  private static final int BLOCK = 32;

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
    private final NativeBlocks blocks;

    Adapter(Kernels kernels) {
      blocks = new NativeBlocks(kernels, BlockFormat.Q8_0);
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

    /** What x_i was rounded to: its product with a row that has a 1 at i, and zeros elsewhere. */
    private float[] rounded(float[] x) {
      byte[] identity = new byte[(int) BlockFormat.Q8_0.rowBytes(x.length * x.length)];
      float[] row = new float[x.length];
      for (int i = 0; i < x.length; i++) {
        row[i] = 127;
        byte[] bytes = new byte[identity.length / x.length];
        encode(bytes, row);
        bytes[i / BLOCK * BlockFormat.Q8_0.bytes() + 2 + i % BLOCK] = 1;
        System.arraycopy(bytes, 0, identity, i * bytes.length, bytes.length);
        row[i] = 0;
      }
      float[] y = new float[x.length];
      addProduct(y, identity, x);
      return y;
    }

    /** With a scale of float32, where the encoded one is rounded to 16 bits. */
    @Test
    @DisplayName("quantizes like it encodes")
    void quantizesLikeItEncodes() {
      float[] x = Draws.normal(1, 20 * BLOCK);
      byte[] bytes = new byte[20 * BlockFormat.Q8_0.bytes()];
      encode(bytes, x);
      float[] y = rounded(x);
      for (int i = 0; i < x.length; i++) {
        float greatest = 0;
        for (int j = i & -BLOCK; j < (i & -BLOCK) + BLOCK; j++) {
          greatest = Math.max(greatest, Math.abs(x[j]));
        }
        int code = bytes[i / BLOCK * BlockFormat.Q8_0.bytes() + 2 + i % BLOCK];
        assertEquals(greatest / 127 * code, y[i], "activation " + i);
      }
    }

    @Test
    @DisplayName("rounds halves away from zero, and nothing else up")
    void roundsHalvesAwayFromZero() {
      float[] x = new float[BLOCK];
      float[] some = {127, 0.5f, -0.5f, 0.49999997f, -0.49999997f, 1.5f, -2.5f};
      System.arraycopy(some, 0, x, 0, some.length);
      float[] expected = new float[BLOCK];
      System.arraycopy(new float[] {127, 1, -1, 0, 0, 2, -3}, 0, expected, 0, some.length);
      assertArrayEquals(expected, rounded(x));
    }
  }
}
