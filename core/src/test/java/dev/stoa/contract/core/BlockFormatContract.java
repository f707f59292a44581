package dev.stoa.contract.core;

import static dev.stoa.contract.core.Close.assertClose;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.stoa.kernel.BlockFormat;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What weights in blocks must do, in any {@link BlockFormat}. {@link BlockDotContract} tells the
 * simplest of them, Q8_0, as a lesson.
 *
 * <p>To judge code of your own, extend this class and implement its three methods.
 */
@DisplayName("Weights in blocks")
public abstract class BlockFormatContract {
  private static final int SHARED_SCALE = 32;

  private final BlockFormat format;

  /**
   * The contract of one format.
   *
   * @param format how the blocks are made
   */
  protected BlockFormatContract(BlockFormat format) {
    this.format = format;
  }

  /**
   * Encodes.
   *
   * @param blocks overwritten
   * @param x values, whole blocks
   */
  protected abstract void encode(byte[] blocks, float[] x);

  /**
   * Decodes.
   *
   * @param y overwritten
   * @param blocks the blocks of as many values
   */
  protected abstract void decode(float[] y, byte[] blocks);

  /**
   * Matrix times vector: y_r += Σ_i w_ri · x_i. For formats of integers x is first rounded to codes
   * of 8 bits with a scale max|x| / 127 for each 32.
   *
   * @param y one value a row, accumulated
   * @param blocks the rows of the matrix, each as long as x
   * @param x the vector, whole blocks
   */
  protected abstract void addProduct(float[] y, byte[] blocks, float[] x);

  /** So many that kernels which take 8, 16 or 32 rows at a time have some left over of each. */
  private static final int ROWS = 59;

  /** A block written by hand, in hexadecimal, and some of its weights. */
  private record Example(String block, Map<Integer, Double> weights) {}

  private boolean floats() {
    return format.weights() == 1;
  }

  /** Lengths of rows: for formats without blocks also those beside vectors. */
  private int[] lengths() {
    return floats()
        ? new int[] {1, 7, 8, 15, 16, 17, 31, 32, 33, 100, 1030}
        : new int[] {format.weights(), 2 * format.weights(), 3 * format.weights()};
  }

  private byte[] encoded(float[] x) {
    byte[] blocks = new byte[(int) format.rowBytes(x.length)];
    Arrays.fill(blocks, (byte) 7);
    encode(blocks, x);
    return blocks;
  }

  private float[] decoded(byte[] blocks) {
    float[] y = new float[blocks.length / format.bytes() * format.weights()];
    Arrays.fill(y, 7);
    decode(y, blocks);
    return y;
  }

  /** Blocks of any bits, but for their float16 and bfloat16 numbers, which are 0.5 to 2. */
  private byte[] random(long seed, int weights) {
    byte[] blocks = new byte[(int) format.rowBytes(weights)];
    new Random(seed).nextBytes(blocks);
    setScales(blocks, seed);
    return blocks;
  }

  private void setScales(byte[] blocks, long seed) {
    Random random = new Random(seed);
    for (int at = 0; at < blocks.length; at += format.bytes()) {
      float d = random.nextFloat(0.5f, 2);
      switch (format) {
        case F16, Q8_0, Q4_0 -> put(blocks, at, Float.floatToFloat16(d));
        case BF16 -> put(blocks, at, (short) (Float.floatToIntBits(d) >> 16));
        case Q4_K -> {
          put(blocks, at, Float.floatToFloat16(d));
          put(blocks, at + 2, Float.floatToFloat16(random.nextFloat(0.5f, 2)));
        }
        case Q6_K -> put(blocks, at + 208, Float.floatToFloat16(d));
      }
    }
  }

  private static void put(byte[] blocks, int at, short bits) {
    blocks[at] = (byte) bits;
    blocks[at + 1] = (byte) (bits >> 8);
  }

  @Nested
  @DisplayName("in a worked example")
  class WorkedExample {

    /** The number 0.5 is 3800 in float16 and 3F00 in bfloat16, and its lower byte comes first. */
    private Example example() {
      return switch (format) {
        case F16 -> new Example("0038", Map.of(0, 0.5));
        case BF16 -> new Example("003F", Map.of(0, 0.5));
        // 0.5 · 3 and 0.5 · −128
        case Q8_0 -> new Example("0038 03" + "00".repeat(30) + "80", Map.of(0, 1.5, 31, -64.0));
        // Byte 0 is A1: weight 0 is 0.5 · (1 − 8), weight 16 is 0.5 · (10 − 8).
        case Q4_0 -> new Example("0038 A1" + "88".repeat(15), Map.of(0, -3.5, 16, 1.0, 1, 0.0));
        // Bytes 4, 8, 12: part 0 has scale 2 and minimum 3; part 4 has the scale 5 + 16 · 2 = 37
        // (upper bits of byte 4) and the minimum 6 + 16 · 1 = 22 (upper bits of byte 8).
        // Codes: weight 0 has 4, weight 32 (part 1, scale 0) 15, weight 128 (part 4) 1.
        case Q4_K ->
            new Example(
                "0038 003C 82000000 43000000 65000000 F4"
                    + "00".repeat(63)
                    + "01"
                    + "00".repeat(63),
                Map.of(0, 0.5 * 2 * 4 - 3, 1, -3.0, 32, 0.0, 128, 0.5 * 37 - 22));
        // Lower bits of weights 0 and 64 in byte 0, upper bits of 0, 32, 64, 96 in byte 128. Weight
        // 0 is 2 + 16 · 1 − 32 = −14, times scale 3 and 0.5; weight 64 is 10 + 16 · 3 − 32 = 26,
        // its
        // scale the fifth, −1.
        case Q6_K ->
            new Example(
                "A2"
                    + "00".repeat(127)
                    + "31"
                    + "00".repeat(63)
                    + "03000000FF"
                    + "00".repeat(11)
                    + "0038",
                Map.of(0, -21.0, 1, -48.0, 64, -13.0));
      };
    }

    @Test
    void aBlockIsReadAsItsDefinitionSays() {
      Example example = example();
      float[] y = decoded(HexFormat.of().parseHex(example.block.replace(" ", "")));
      assertEquals(format.weights(), y.length);
      example.weights.forEach((i, weight) -> assertEquals(weight, y[i], "weight " + i));
    }
  }

  @Nested
  @DisplayName("keeps the laws")
  class Laws {

    /**
     * Half a step of the code and what rounding the scales adds; Q4_0 and Q6_K have no code for the
     * opposite of the greatest, which is a whole step off.
     */
    @Test
    void decodingGivesBackWhatWasEncodedWithinAStep() {
      int part = format == BlockFormat.Q6_K ? 16 : SHARED_SCALE;
      float[] x = Draws.normal(1, 5 * Math.max(part, format.weights()));
      double[] bounds = new double[x.length];
      for (int i = 0; i < x.length; i++) {
        double greatest = greatest(x, i / part * part, part);
        double ofBlock = greatest(x, i / format.weights() * format.weights(), format.weights());
        bounds[i] =
            switch (format) {
              case F16 -> Math.abs(x[i]) * 0x1p-11 + 0x1p-25;
              case BF16 -> Math.abs(x[i]) * 0x1p-8;
              case Q8_0 -> greatest * (0.5 / 127 + 0x1p-11);
              case Q4_0 -> greatest * (1.0 / 8 + 0x1p-10);
              // Steps of at most 2 · greatest / 15; 63 scales and minima up to those of the block.
              case Q4_K -> greatest / 15 + ofBlock * (2 * 0.5 / 63 + 0.5 / 63 + 0x1p-9);
              // 128 scales up to that of the block, each for codes up to 32.
              case Q6_K -> greatest / 32 + ofBlock * (0.5 / 128 + 0x1p-10);
            };
      }
      assertClose("decode(encode(x))", Draws.doubles(x), decoded(encoded(x)), bounds);
    }

    @Test
    void zerosStayZeros() {
      int n = 2 * format.weights();
      assertClose("y", new double[n], decoded(encoded(new float[n])), 0, 0);
    }

    @Test
    void theProductIsAdded() {
      float[] y = {10, 20};
      addProduct(y, random(2, 2 * format.weights()), new float[format.weights()]);
      assertClose("y", new double[] {10, 20}, y, 0, 0);
    }

    private static double greatest(float[] x, int from, int n) {
      double greatest = 0;
      for (int i = from; i < from + n; i++) {
        greatest = Math.max(greatest, Math.abs(x[i]));
      }
      return greatest;
    }
  }

  @Nested
  @DisplayName("agrees with the definition in double")
  class Agreement {

    /**
     * Of two products and a difference each rounds once. There are more than 8,192 weights, so that
     * a kernel with room for the scales of fewer has to take them in pieces.
     */
    @Test
    void whenItDecodesBlocksOfAnyBits() {
      byte[] blocks = random(3, 10 * Math.max(1024, format.weights()));
      float[] y = decoded(blocks);
      PlainBlocks plain = new PlainBlocks(format, blocks);
      double[] expected = new double[y.length];
      double[] bounds = new double[y.length];
      for (int i = 0; i < y.length; i++) {
        expected[i] = plain.weight(i);
        bounds[i] = 3 * Close.ROUNDING * (Math.abs(plain.product(i)) + Math.abs(plain.takenOff(i)));
      }
      assertClose("weights", expected, y, bounds);
    }

    /** x = c / 8 with codes c, one of them 127 in each 32: nothing is lost by rounding it. */
    @Test
    void whenItMultipliesWithCodes() {
      for (int k : lengths()) {
        Random random = new Random(k);
        float[] x = new float[k];
        for (int i = 0; i < k; i++) {
          x[i] = (i % SHARED_SCALE == 5 ? 127 : random.nextInt(-127, 128)) / 8f;
        }
        compare(random(k, ROWS * k), ROWS, x);
      }
    }

    /** Codes of all zeros and of all ones, times the greatest activations. */
    @ParameterizedTest
    @ValueSource(ints = {0, 255})
    void atTheExtremes(int fill) {
      int k = 2 * Math.max(SHARED_SCALE, format.weights());
      byte[] blocks = new byte[(int) format.rowBytes(ROWS * k)];
      Arrays.fill(blocks, (byte) fill);
      setScales(blocks, 4);
      float[] x = new float[k];
      Arrays.fill(x, 127);
      compare(blocks, ROWS, x);
      Arrays.fill(x, -127);
      compare(blocks, ROWS, x);
    }

    /** Sums within a part are exact; over the parts each addition rounds. */
    private void compare(byte[] blocks, int rows, float[] x) {
      PlainBlocks plain = new PlainBlocks(format, blocks);
      float[] y = Draws.normal(6, rows);
      double[] expected = Draws.doubles(y);
      double[] bounds = new double[rows];
      for (int row = 0; row < rows; row++) {
        double sizes = Math.abs(expected[row]);
        for (int i = 0; i < x.length; i++) {
          int w = row * x.length + i;
          expected[row] += plain.weight(w) * x[i];
          sizes += (Math.abs(plain.product(w)) + Math.abs(plain.takenOff(w))) * Math.abs(x[i]);
        }
        bounds[row] = sizes * (x.length / 16 + 12) * Close.ROUNDING;
      }
      addProduct(y, blocks, x);
      assertClose("product with rows of " + x.length, expected, y, bounds);
    }

    /** Each x is off by half a step of its 32, and each product by that times its weight. */
    @Test
    void whenItMultipliesWithAnyVector() {
      int k = 2 * Math.max(SHARED_SCALE, format.weights());
      byte[] blocks = encoded(Draws.normal(7, ROWS * k));
      float[] x = Draws.normal(8, k);
      float[] y = new float[ROWS];
      double[] expected = new double[ROWS];
      double[] bounds = new double[ROWS];
      PlainBlocks plain = new PlainBlocks(format, blocks);
      for (int row = 0; row < ROWS; row++) {
        for (int i = 0; i < k; i++) {
          double weight = plain.weight(row * k + i);
          double step = floats() ? 0 : Laws.greatest(x, i / 32 * 32, 32) / 127;
          expected[row] += weight * x[i];
          bounds[row] += Math.abs(weight) * (0.501 * step + 50 * Close.ROUNDING * Math.abs(x[i]));
        }
      }
      addProduct(y, blocks, x);
      assertClose("product", expected, y, bounds);
    }
  }
}
