package dev.stoa.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.stoa.contract.core.BlockFormatContract;
import dev.stoa.contract.core.Draws;
import java.util.Arrays;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@DisplayName("Kernels of")
class BlockFormatTest {

  /** Each format with the scalar kernels and with the chosen ones. */
  abstract static class Adapter extends BlockFormatContract {
    private final NativeBlocks blocks;

    Adapter(Kernels kernels, BlockFormat format) {
      super(format);
      blocks = new NativeBlocks(kernels, format);
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
  }

  @Nested
  @DisplayName("F16, scalar")
  class ScalarF16 extends Adapter {
    ScalarF16() {
      super(Kernels.scalar(), BlockFormat.F16);
    }
  }

  @Nested
  @DisplayName("F16, chosen")
  class ChosenF16 extends Adapter {
    ChosenF16() {
      super(Kernels.chosen(), BlockFormat.F16);
    }
  }

  @Nested
  @DisplayName("BF16, scalar")
  class ScalarBf16 extends Adapter {
    ScalarBf16() {
      super(Kernels.scalar(), BlockFormat.BF16);
    }
  }

  @Nested
  @DisplayName("BF16, chosen")
  class ChosenBf16 extends Adapter {
    ChosenBf16() {
      super(Kernels.chosen(), BlockFormat.BF16);
    }
  }

  @Nested
  @DisplayName("Q8_0, scalar")
  class ScalarQ8 extends Adapter {
    ScalarQ8() {
      super(Kernels.scalar(), BlockFormat.Q8_0);
    }
  }

  @Nested
  @DisplayName("Q8_0, chosen")
  class ChosenQ8 extends Adapter {
    ChosenQ8() {
      super(Kernels.chosen(), BlockFormat.Q8_0);
    }
  }

  @Nested
  @DisplayName("Q4_0, scalar")
  class ScalarQ4 extends Adapter {
    ScalarQ4() {
      super(Kernels.scalar(), BlockFormat.Q4_0);
    }
  }

  @Nested
  @DisplayName("Q4_0, chosen")
  class ChosenQ4 extends Adapter {
    ChosenQ4() {
      super(Kernels.chosen(), BlockFormat.Q4_0);
    }
  }

  @Nested
  @DisplayName("Q4_K, scalar")
  class ScalarQ4K extends Adapter {
    ScalarQ4K() {
      super(Kernels.scalar(), BlockFormat.Q4_K);
    }
  }

  @Nested
  @DisplayName("Q4_K, chosen")
  class ChosenQ4K extends Adapter {
    ChosenQ4K() {
      super(Kernels.chosen(), BlockFormat.Q4_K);
    }
  }

  @Nested
  @DisplayName("Q6_K, scalar")
  class ScalarQ6K extends Adapter {
    ScalarQ6K() {
      super(Kernels.scalar(), BlockFormat.Q6_K);
    }
  }

  @Nested
  @DisplayName("Q6_K, chosen")
  class ChosenQ6K extends Adapter {
    ChosenQ6K() {
      super(Kernels.chosen(), BlockFormat.Q6_K);
    }
  }

  /**
   * What is not finite stays so, in row 21 of 37 of any length and at any place, and only there.
   */
  @ParameterizedTest
  @EnumSource(names = {"F16", "BF16"})
  void infinitiesAndNanAreKept(BlockFormat format) {
    NativeBlocks blocks = new NativeBlocks(Kernels.chosen(), format);
    int rows = 37;
    for (int k : new int[] {1, 8, 17, 33}) {
      for (int place : new int[] {0, k / 3, k / 2, k - 2, k - 1}) {
        int at = 21 * k + Math.max(0, place);
        for (float extreme : new float[] {Float.POSITIVE_INFINITY, -1 / 0f, Float.NaN}) {
          float[] weights = Draws.normal(k, rows * k);
          weights[at] = extreme;
          byte[] bytes = new byte[2 * rows * k];
          blocks.encode(bytes, weights);
          float[] decoded = new float[rows * k];
          blocks.decode(decoded, bytes);
          assertEquals(extreme, decoded[at], "decoded, " + place + " of " + k);
          float[] x = new float[k];
          Arrays.fill(x, 1);
          float[] y = new float[rows];
          blocks.addProduct(y, bytes, x);
          for (int row = 0; row < rows; row++) {
            assertEquals(row != 21, Float.isFinite(y[row]), "row " + row);
          }
          assertEquals(extreme, y[21], "product, " + place + " of " + k);
        }
      }
    }
  }

  /**
   * Nine rows, so that some are taken together and one is left over; activations from an even and
   * from an odd index on. Oracle: the sums in double.
   */
  @ParameterizedTest
  @EnumSource(names = {"F16", "BF16"})
  void activationsMayBeginAnywhereAndAnInfinityStaysInItsRow(BlockFormat format) {
    NativeBlocks blocks = new NativeBlocks(Kernels.chosen(), format);
    int rows = 9;
    for (int k : new int[] {1, 7, 16, 32, 51, 83}) {
      float[] x = Draws.normal(1, k);
      byte[] bytes = new byte[2 * k * rows];
      float[] weights = Draws.normal(2, rows * k);
      weights[5 * k + k / 3] = Float.NEGATIVE_INFINITY;
      blocks.encode(bytes, weights);
      blocks.decode(weights, bytes);
      for (int first = 0; first < 4; first++) {
        float[] y = new float[rows];
        blocks.addProduct(y, bytes, x, first);
        for (int row = 0; row < rows; row++) {
          double sum = 0;
          double magnitude = 0;
          for (int i = 0; i < k; i++) {
            double term = (double) weights[row * k + i] * x[i];
            sum += term;
            magnitude += Math.abs(term);
          }
          double bound = row == 5 ? 0 : k * 0x1p-24 * magnitude;
          assertEquals(sum, y[row], bound, "row %d of %d from %d".formatted(row, k, first));
        }
      }
    }
  }

  /** 2⁻²⁴, the smallest float16, and its largest denormal, 1023 times that. */
  @Test
  void denormalsOfFloat16AreRead() {
    NativeBlocks blocks = new NativeBlocks(Kernels.chosen(), BlockFormat.F16);
    float[] y = new float[40];
    byte[] bytes = new byte[80];
    bytes[2] = 1;
    bytes[4] = (byte) 0xFF;
    bytes[5] = 3;
    blocks.decode(y, bytes);
    assertEquals(0x1p-24f, y[1]);
    assertEquals(1023 * 0x1p-24f, y[2]);
    float[] x = new float[40];
    x[1] = 2;
    x[2] = 1;
    float[] sum = new float[1];
    blocks.addProduct(sum, bytes, x);
    assertEquals(1025 * 0x1p-24f, sum[0]);
  }

  /**
   * Of 32 interleaved rows row 21 has a scale that is infinite or no number: its product is that of
   * the scalar kernel, and the others are what they would be without it.
   */
  @ParameterizedTest
  @EnumSource(names = {"Q4_0", "Q4_K"})
  void aScaleThatIsNotFiniteStaysInItsRow(BlockFormat format) {
    int rows = 32;
    int k = 2 * format.weights();
    float[] x = Draws.normal(1, k);
    for (short scale : new short[] {0x7C00, (short) 0xFC00, 0x7E01}) {
      byte[] bytes = new byte[(int) format.rowBytes(rows * k)];
      NativeBlocks chosen = new NativeBlocks(Kernels.chosen(), format);
      chosen.encode(bytes, Draws.normal(2, rows * k));
      int at = (int) (21 * format.rowBytes(k) + format.bytes());
      bytes[at] = (byte) scale;
      bytes[at + 1] = (byte) (scale >> 8);
      float[] y = new float[rows];
      float[] expected = new float[rows];
      chosen.addProduct(y, bytes, x);
      new NativeBlocks(Kernels.scalar(), format).addProduct(expected, bytes, x);
      for (int row = 0; row < rows; row++) {
        assertEquals(row != 21, Float.isFinite(y[row]), "row " + row);
        // Two orders of k products of normal draws, whose |terms| have the mean 2/π.
        float bound = row == 21 ? 0 : k * 0x1p-24f * k;
        assertEquals(expected[row], y[row], bound, "row " + row);
      }
    }
  }
}
