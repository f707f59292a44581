package dev.stoa.contract.core;

import static dev.stoa.contract.core.Close.assertClose;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What 8-bit weights must do, in GGUF's format Q8_0: 32 weights in 34 bytes, a float16 scale d in
 * little-endian order, then 32 signed bytes q; a weight is d · q.
 *
 * <p>To judge code of your own, extend this class and implement its three methods.
 */
@DisplayName("Q8_0 weights")
public abstract class BlockDotContract {
  private static final int BLOCK = 32;
  private static final int BLOCK_BYTES = 34;

  /**
   * Encodes: per block d = max|x| / 127 and q = x / d rounded to the nearest integer, halves away
   * from zero; then d is rounded to float16.
   *
   * @param blocks overwritten
   * @param x values, 32 a block
   */
  protected abstract void encode(byte[] blocks, float[] x);

  /**
   * Decodes: y = d · q.
   *
   * @param y overwritten
   * @param blocks the blocks of as many values
   */
  protected abstract void decode(float[] y, byte[] blocks);

  /**
   * Matrix times vector: y_r += Σ_b d_rb · s_b · Σ_i q_rbi · c_bi, with x quantized by the same
   * rule to codes c with a float32 scale s a block.
   *
   * @param y one value a row, accumulated
   * @param blocks the rows of the matrix, each as long as x
   * @param x the vector, a multiple of 32 long
   */
  protected abstract void addProduct(float[] y, byte[] blocks, float[] x);

  /** Writes one block. */
  private static void put(byte[] blocks, int block, float scale, int... codes) {
    ByteBuffer buffer = ByteBuffer.wrap(blocks).order(ByteOrder.LITTLE_ENDIAN);
    buffer.putShort(block * BLOCK_BYTES, Float.floatToFloat16(scale));
    for (int i = 0; i < codes.length; i++) {
      buffer.put(block * BLOCK_BYTES + 2 + i, (byte) codes[i]);
    }
  }

  private static float scale(byte[] blocks, int block) {
    ByteBuffer buffer = ByteBuffer.wrap(blocks).order(ByteOrder.LITTLE_ENDIAN);
    return Float.float16ToFloat(buffer.getShort(block * BLOCK_BYTES));
  }

  private byte[] encoded(float[] x) {
    byte[] blocks = new byte[x.length / BLOCK * BLOCK_BYTES];
    Arrays.fill(blocks, (byte) 7);
    encode(blocks, x);
    return blocks;
  }

  private float[] decoded(byte[] blocks) {
    float[] y = new float[blocks.length / BLOCK_BYTES * BLOCK];
    Arrays.fill(y, 7);
    decode(y, blocks);
    return y;
  }

  @Nested
  @DisplayName("in a worked example")
  class WorkedExample {

    /** The scale 0.5 is 0x3800 in float16, lower byte first; 0.5 · 3 = 1.5, 0.5 · −128 = −64. */
    @Test
    void decodingMultipliesWithTheScale() {
      byte[] blocks = new byte[BLOCK_BYTES];
      blocks[1] = 0x38;
      blocks[2] = 3;
      blocks[33] = -128;
      float[] y = decoded(blocks);
      double[] expected = new double[BLOCK];
      expected[0] = 1.5;
      expected[31] = -64;
      assertClose("y", expected, y, 0, 0);
    }

    /** max = 127, so d = 1 (0x3C00); 63.5 and 2.5 are halves, rounded away from zero. */
    @Test
    void encodingRoundsHalvesAwayFromZero() {
      float[] x = new float[BLOCK];
      x[0] = 127;
      x[1] = -63.5f;
      x[2] = 2.5f;
      x[3] = 0.49f;
      byte[] expected = new byte[BLOCK_BYTES];
      expected[1] = 0x3C;
      expected[2] = 127;
      expected[3] = -64;
      expected[4] = 3;
      assertArrayEquals(expected, encoded(x));
    }

    /** Weights 0.5 · (3, −1), x = (127, 2) with scale 1: 0.5 · (381 − 2) = 189.5, on top of 10. */
    @Test
    void theProductIsAdded() {
      byte[] blocks = new byte[BLOCK_BYTES];
      put(blocks, 0, 0.5f, 3, -1);
      float[] x = new float[BLOCK];
      x[0] = 127;
      x[1] = 2;
      float[] y = {10};
      addProduct(y, blocks, x);
      assertEquals(199.5f, y[0]);
    }
  }

  @Nested
  @DisplayName("keeps the laws")
  class Laws {

    /** Half a step of the code, and the rounding of d to float16, which has 11 bits. */
    @Test
    void decodingGivesBackWhatWasEncodedWithinHalfAStep() {
      float[] x = Draws.normal(1, 50 * BLOCK);
      byte[] blocks = encoded(x);
      double[] bounds = new double[x.length];
      for (int i = 0; i < x.length; i++) {
        float d = scale(blocks, i / BLOCK);
        int q = blocks[i / BLOCK * BLOCK_BYTES + 2 + i % BLOCK];
        bounds[i] = 0.5001 * d + Math.abs(q) * d * 0x1p-11;
      }
      assertClose("decode(encode(x))", Draws.doubles(x), decoded(blocks), bounds, 50, BLOCK);
    }

    @Test
    void theGreatestOfABlockGetsTheCode127() {
      byte[] blocks = encoded(Draws.normal(2, 50 * BLOCK));
      for (int block = 0; block < 50; block++) {
        int greatest = 0;
        for (int i = 0; i < BLOCK; i++) {
          greatest = Math.max(greatest, Math.abs(blocks[block * BLOCK_BYTES + 2 + i]));
        }
        assertEquals(127, greatest, "block " + block);
      }
    }

    @Test
    void eachBlockHasItsOwnScale() {
      float[] x = Draws.normal(3, 3 * BLOCK);
      float[] other = x.clone();
      other[BLOCK] = 1000;
      byte[] blocks = encoded(x);
      byte[] changed = encoded(other);
      int first = BLOCK_BYTES;
      assertArrayEquals(Arrays.copyOf(blocks, first), Arrays.copyOf(changed, first));
      assertArrayEquals(
          Arrays.copyOfRange(blocks, 2 * first, 3 * first),
          Arrays.copyOfRange(changed, 2 * first, 3 * first));
    }

    @Test
    void negatingTheVectorNegatesTheProduct() {
      byte[] blocks = encoded(Draws.normal(4, 5 * 3 * BLOCK));
      float[] x = Draws.normal(5, 3 * BLOCK);
      float[] y = new float[5];
      float[] negative = new float[5];
      addProduct(y, blocks, x);
      for (int i = 0; i < x.length; i++) {
        x[i] = -x[i];
      }
      addProduct(negative, blocks, x);
      double[] expected = Arrays.stream(Draws.doubles(y)).map(v -> -v).toArray();
      assertClose("product with −x", expected, negative, 0, 0);
    }
  }

  @Nested
  @DisplayName("holds at the edges")
  class Edges {

    @Test
    void zerosHaveScaleZero() {
      assertArrayEquals(new byte[2 * BLOCK_BYTES], encoded(new float[2 * BLOCK]));
    }

    /** 1 / d would be infinite: such a block is nothing. */
    @Test
    void aBlockOfDenormalsIsZero() {
      float[] x = new float[BLOCK];
      Arrays.fill(x, 1e-39f);
      assertClose("y", new double[BLOCK], decoded(encoded(x)), 0, 0);
      byte[] ones = new byte[BLOCK_BYTES];
      int[] codes = new int[BLOCK];
      Arrays.fill(codes, 127);
      put(ones, 0, 1, codes);
      float[] y = new float[1];
      addProduct(y, ones, x);
      assertEquals(0, y[0], 1e-30f);
    }

    /** −128 · 127 twice is −32,512, nearly all that a short holds; 32 of them are −520,192. */
    @ParameterizedTest
    @CsvSource({"-128,127", "-128,-127", "127,127", "127,-127"})
    void theExtremesDoNotOverflow(int weight, int code) {
      int blocksInRow = 5;
      byte[] blocks = new byte[blocksInRow * BLOCK_BYTES];
      int[] codes = new int[BLOCK];
      Arrays.fill(codes, weight);
      for (int block = 0; block < blocksInRow; block++) {
        put(blocks, block, 1, codes);
      }
      float[] x = new float[blocksInRow * BLOCK];
      Arrays.fill(x, code);
      float[] y = new float[1];
      addProduct(y, blocks, x);
      assertEquals(blocksInRow * BLOCK * weight * code, y[0]);
    }

    @Test
    void theLargestScaleIsRead() {
      byte[] blocks = new byte[BLOCK_BYTES];
      put(blocks, 0, 65504, 1, -1);
      double[] expected = new double[BLOCK];
      expected[0] = 65504;
      expected[1] = -65504;
      assertClose("y", expected, decoded(blocks), 0, 0);
    }

    /** 6 · 10⁻⁸ is the smallest float16, a denormal. */
    @Test
    void theSmallestScaleIsRead() {
      byte[] blocks = new byte[BLOCK_BYTES];
      put(blocks, 0, 0x1p-24f, 100);
      double[] expected = new double[BLOCK];
      expected[0] = 100 * 0x1p-24;
      assertClose("y", expected, decoded(blocks), 0, 0);
    }
  }

  @Nested
  @DisplayName("agrees with a product in double")
  class Agreement {

    /**
     * x = 2⁻³ c with codes c, one of them 127 in each block: nothing is lost by quantizing it, the
     * sum of a block is exact, and the sum over b blocks is off by (b + 3) · 2⁻²⁴ of its terms.
     */
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5, 8, 17})
    void exactlyOnVectorsThatAreCodes(int blocksInRow) {
      int rows = 7;
      Random random = new Random(blocksInRow);
      byte[] blocks = new byte[rows * blocksInRow * BLOCK_BYTES];
      for (int block = 0; block < rows * blocksInRow; block++) {
        int[] codes = random.ints(BLOCK, -128, 128).toArray();
        put(blocks, block, random.nextFloat(0.5f, 2), codes);
      }
      float[] x = new float[blocksInRow * BLOCK];
      for (int i = 0; i < x.length; i++) {
        x[i] = (i % BLOCK == 5 ? 127 : random.nextInt(-127, 128)) / 8f;
      }
      float[] y = Draws.normal(6, rows);
      double[] expected = Draws.doubles(y);
      double[] bounds = new double[rows];
      for (int row = 0; row < rows; row++) {
        bounds[row] = Math.abs(expected[row]);
        for (int block = 0; block < blocksInRow; block++) {
          double sum = blockSum(blocks, row * blocksInRow + block, x, block * BLOCK);
          expected[row] += sum;
          bounds[row] += Math.abs(sum);
        }
        bounds[row] *= (blocksInRow + 40) * Close.ROUNDING;
      }
      addProduct(y, blocks, x);
      assertClose("product with " + blocksInRow + " blocks a row", expected, y, bounds);
    }

    private static double blockSum(byte[] blocks, int block, float[] x, int at) {
      double sum = 0;
      for (int i = 0; i < BLOCK; i++) {
        sum += (double) blocks[block * BLOCK_BYTES + 2 + i] * x[at + i];
      }
      return sum * scale(blocks, block);
    }

    /** Each x is off by half a step of its block, and each product by that times its weight. */
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 16, 33})
    void withinHalfAStepOnAnyVector(int blocksInRow) {
      int rows = 6;
      int k = blocksInRow * BLOCK;
      byte[] blocks = encoded(Draws.normal(7, rows * k));
      float[] weights = decoded(blocks);
      float[] x = Draws.normal(8, k);
      float[] y = new float[rows];
      addProduct(y, blocks, x);
      double[] expected = new double[rows];
      double[] bounds = new double[rows];
      for (int row = 0; row < rows; row++) {
        for (int i = 0; i < k; i++) {
          double weight = weights[row * k + i];
          expected[row] += weight * x[i];
          bounds[row] += Math.abs(weight) * 0.501 * step(x, i / BLOCK * BLOCK);
        }
      }
      assertClose("product with " + blocksInRow + " blocks a row", expected, y, bounds);
    }

    private static double step(float[] x, int from) {
      double greatest = 0;
      for (int i = from; i < from + BLOCK; i++) {
        greatest = Math.max(greatest, Math.abs(x[i]));
      }
      return greatest / 127;
    }
  }
}
