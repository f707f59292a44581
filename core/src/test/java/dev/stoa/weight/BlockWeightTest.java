package dev.stoa.weight;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.stoa.kernel.BlockDot;
import dev.stoa.kernel.BlockFormat;
import dev.stoa.kernel.Kernels;
import dev.stoa.runtime.Execution;
import dev.stoa.runtime.Workers;
import dev.stoa.tensor.Shape;
import dev.stoa.tensor.Tensor;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BlockWeightTest {
  private final Arena arena = Arena.ofAuto();

  private static Tensor random(int seed, int rows, int columns) {
    Random random = new Random(seed);
    Tensor tensor = Tensor.zeros(rows, columns);
    for (int i = 0; i < tensor.size(); i++) {
      tensor.data()[i] = random.nextFloat(-1, 1);
    }
    return tensor;
  }

  @Test
  void aBlockOf32TakesOneByteAWeightAndTwoForItsScale() {
    assertEquals(3 * 2 * 34, BlockWeight.encode(BlockFormat.Q8_0, random(1, 3, 64), arena).bytes());
  }

  /** |x − d·q| ≤ d/2 + |q| · d · 2⁻¹¹ with d = max|x| / 127. */
  @Test
  void everyWeightIsWithinHalfAStepOfItsValue() {
    Tensor matrix = random(2, 5, 96);
    Tensor decoded = BlockWeight.encode(BlockFormat.Q8_0, matrix, arena).decoded();
    for (int block = 0; block < matrix.size() / 32; block++) {
      float largest = 0;
      for (int i = block * 32; i < block * 32 + 32; i++) {
        largest = Math.max(largest, Math.abs(matrix.data()[i]));
      }
      float d = largest / 127;
      for (int i = block * 32; i < block * 32 + 32; i++) {
        assertEquals(matrix.data()[i], decoded.data()[i], d / 2 + 127 * d / 2048);
      }
    }
  }

  @ParameterizedTest(name = "{0}: {1} rows of x, weight {2} x {3}")
  @CsvSource({
    "Q8_0, 1, 70, 64",
    "Q8_0, 8, 33, 96",
    "Q8_0, 9, 33, 96",
    "Q8_0, 40, 70, 544",
    "Q8_0, 64, 17, 1056",
    "Q4_0, 2, 33, 96",
    "Q4_0, 20, 33, 544",
    "Q4_K, 3, 33, 768",
    "Q4_K, 20, 33, 768",
    "Q6_K, 3, 33, 768",
    "Q6_K, 20, 33, 768",
    "F16, 3, 33, 65",
    "F16, 20, 33, 513",
    "F16, 2, 200, 70",
    "F16, 20, 200, 600",
    "F16, 3, 9, 4097",
    "F16, 9, 200, 2100",
    "BF16, 3, 33, 65",
    "BF16, 20, 33, 513",
    "Q4_0, 1, 51, 4160",
    "Q4_0, 9, 51, 4160",
    "Q4_K, 2, 51, 2304",
    "Q4_K, 9, 51, 2304",
    "Q8_0, 2, 9, 4160",
    "Q8_0, 9, 9, 4160",
    "Q6_K, 2, 9, 2304",
    "BF16, 3, 9, 4097"
  })
  void productsAreThoseOfTheDecodedWeight(BlockFormat format, int rows, int out, int in) {
    BlockWeight weight = BlockWeight.encode(format, random(3, out, in), arena);
    Tensor decoded = weight.decoded();
    Tensor x = random(4, rows, in);
    Tensor y = random(5, rows, out);
    float[] before = y.toArray();
    try (Workers workers = new Workers(2)) {
      weight.addProduct(new Execution(workers), y, x);
    }
    // For blocks of integers few rows of x are rounded to 8 bits: each product is off by at most
    // max|x| / 254 · |w|.
    boolean codes = format.weights() > 1 && rows <= BlockWeight.FEW_ROWS;
    double rounding = codes ? 1.0 / 254 : 0;
    for (int i = 0; i < rows; i++) {
      for (int o = 0; o < out; o++) {
        double sum = before[i * out + o];
        double sizes = 0;
        for (int c = 0; c < in; c++) {
          sum += (double) x.at(i, c) * decoded.at(o, c);
          sizes += Math.abs(decoded.at(o, c));
        }
        assertEquals(sum, y.at(i, o), sizes * (rounding + in * 0x1p-24), i + ", " + o);
      }
    }
  }

  /** What one kernel prepared is of no use to another, and too short for more rows. */
  @Test
  void weightsInSeveralFormatsTakeTurnsInOneExecution() {
    try (Workers workers = new Workers(2)) {
      Execution shared = new Execution(workers);
      for (int rows : new int[] {1, 3, 2}) {
        Tensor x = random(rows, rows, 256);
        for (BlockFormat format : BlockFormat.values()) {
          BlockWeight weight = BlockWeight.encode(format, random(3, 40, 256), arena);
          Tensor y = Tensor.zeros(rows, 40);
          Tensor expected = Tensor.zeros(rows, 40);
          weight.addProduct(shared, y, x);
          weight.addProduct(new Execution(workers), expected, x);
          assertArrayEquals(expected.toArray(), y.toArray(), format + ", " + rows);
        }
      }
    }
  }

  @ParameterizedTest(name = "{0}, {1} rows of dY, weight {2} x {3}")
  @CsvSource({
    "Q8_0, 1, 5, 32",
    "Q8_0, 3, 40, 544",
    "Q8_0, 20, 17, 1056",
    "Q8_0, 2, 3, 4160",
    "Q4_0, 3, 19, 2080",
    "F16, 3, 200, 700",
    "BF16, 3, 130, 700"
  })
  void transposedProductsAreThoseOfTheDecodedWeight(BlockFormat format, int rows, int out, int in) {
    BlockWeight weight = BlockWeight.encode(format, random(6, out, in), arena);
    Tensor decoded = weight.decoded();
    Tensor dY = random(7, rows, out);
    Tensor dX = random(8, rows, in);
    float[] before = dX.toArray();
    try (Workers workers = new Workers(2)) {
      weight.addTransposedProduct(new Execution(workers), dX, dY);
    }
    for (int i = 0; i < rows; i++) {
      for (int c = 0; c < in; c++) {
        double sum = before[i * in + c];
        for (int o = 0; o < out; o++) {
          sum += (double) dY.at(i, o) * decoded.at(o, c);
        }
        assertEquals(sum, dX.at(i, c), (out + 2) * (out + 2) * 0x1p-24, i + ", " + c);
      }
    }
  }

  /** Wide matrices and interleaved formats are kept in another order than files have. */
  @ParameterizedTest(name = "{0}, {1} x {2}")
  @CsvSource({
    "Q8_0, 3, 64",
    "Q8_0, 35, 4160",
    "Q6_K, 35, 2304",
    "Q4_0, 35, 64",
    "Q4_0, 16, 4160",
    "Q4_K, 3, 2304",
    "Q4_K, 35, 2304",
    "F16, 3, 2049",
    "F16, 197, 70",
    "BF16, 35, 2049"
  })
  void rowsGoInAndComeOutAsFilesHaveThem(BlockFormat format, int n, int columns) {
    Tensor matrix = random(10, n, columns);
    BlockDot scalar = Kernels.scalar().blockDot(format);
    MemorySegment rows = arena.allocate(n * format.rowBytes(columns));
    scalar.encodeInto(rows, 0, matrix.data(), 0, matrix.size());
    BlockWeight weight = BlockWeight.ofRows(format, matrix.shape(), rows, arena);
    assertEquals(-1, rows.mismatch(weight.toRows(arena)));
    assertArrayEquals(
        BlockWeight.encode(format, matrix, arena).decoded().toArray(), weight.decoded().toArray());
    for (int i : new int[] {0, 1, n - 1}) {
      float[] expected = new float[columns];
      scalar.decodeInto(expected, 0, rows, i * format.rowBytes(columns), columns);
      float[] row = new float[columns];
      weight.rowInto(row, 0, i);
      assertArrayEquals(expected, row, "row " + i);
    }
  }

  @Test
  void aMatrixWhoseRowsAreNoMultipleOf32IsRefused() {
    assertTrue(BlockWeight.supports(BlockFormat.Q8_0, Shape.of(3, 64)));
    for (Shape shape : new Shape[] {Shape.of(3, 65), Shape.of(64), Shape.of(3, 0)}) {
      assertTrue(!BlockWeight.supports(BlockFormat.Q8_0, shape), shape.toString());
    }
    String message =
        assertThrows(
                IllegalArgumentException.class,
                () -> BlockWeight.encode(BlockFormat.Q8_0, random(9, 2, 172), arena))
            .getMessage();
    assertTrue(message.contains("[2, 172]"), message);
  }

  @Test
  void theMemoryMustBeNativeAndOfTheRightSize() {
    Shape shape = Shape.of(2, 32);
    assertThrows(
        IllegalArgumentException.class,
        () -> new BlockWeight(BlockFormat.Q8_0, shape, arena.allocate(2 * 34 - 1)));
    assertThrows(
        IllegalArgumentException.class,
        () -> new BlockWeight(BlockFormat.Q8_0, shape, MemorySegment.ofArray(new byte[2 * 34])));
  }
}
