package dev.stoa.kernel.simd;

import dev.stoa.kernel.BlockFormat;
import dev.stoa.kernel.BlockInput;
import java.lang.foreign.MemorySegment;

/**
 * F16, which the Vector API does not know. But HotSpot makes vectors of loops by itself, that of
 * {@link Float#float16ToFloat} too, if each step is independent of the others. So the rows stand
 * side by side, and the loop runs over them: to the sums of all rows it adds the products with a
 * few activations.
 */
final class SimdF16 extends SimdBlockDot {
  /** Columns at a time, far apart: one core gets more from four places of memory than from one. */
  private static final int COLUMNS = 4;

  private static final int BYTES_OF_WEIGHT = BlockFormat.F16.bytes();

  SimdF16() {
    super(BlockFormat.F16);
  }

  @Override
  public void prepare(BlockInput input, float[] x, int xOffset, int n) {
    System.arraycopy(x, xOffset, input.values(), 0, n);
  }

  @Override
  public void addProduct(
      float[] y,
      int yOffset,
      MemorySegment weights,
      long weightsOffset,
      int rows,
      int k,
      BlockInput input,
      int inputOffset) {
    float[] x = input.values();
    int quarter = k / COLUMNS;
    long column = (long) BYTES_OF_WEIGHT * rows;
    for (int i = 0; i < quarter; i++) {
      int first = inputOffset + i;
      float x0 = x[first];
      float x1 = x[first + quarter];
      float x2 = x[first + 2 * quarter];
      float x3 = x[first + 3 * quarter];
      long at = weightsOffset + i * column;
      addColumns(y, yOffset, weights, at, quarter * column, rows, x0, x1, x2, x3);
    }
    for (int i = COLUMNS * quarter; i < k; i++) {
      addColumn(y, yOffset, weights, weightsOffset + i * column, rows, x[inputOffset + i]);
    }
  }

  /** y += w_0 x_0 + w_1 x_1 + w_2 x_2 + w_3 x_3. */
  private static void addColumns(
      float[] y,
      int y0,
      MemorySegment weights,
      long at,
      long distance,
      int n,
      float x0,
      float x1,
      float x2,
      float x3) {
    long w1 = at + distance;
    long w2 = w1 + distance;
    long w3 = w2 + distance;
    for (int i = 0; i < n; i++) {
      float sum = Math.fma(float16(weights, at + 2L * i), x0, y[y0 + i]);
      sum = Math.fma(float16(weights, w1 + 2L * i), x1, sum);
      sum = Math.fma(float16(weights, w2 + 2L * i), x2, sum);
      y[y0 + i] = Math.fma(float16(weights, w3 + 2L * i), x3, sum);
    }
  }

  /** y += w x. */
  private static void addColumn(float[] y, int y0, MemorySegment weights, long at, int n, float x) {
    for (int i = 0; i < n; i++) {
      y[y0 + i] = Math.fma(float16(weights, at + 2L * i), x, y[y0 + i]);
    }
  }

  @Override
  public void decodeInto(float[] y, int yOffset, MemorySegment weights, long weightsOffset, int n) {
    for (int i = 0; i < n; i++) {
      y[yOffset + i] = float16(weights, weightsOffset + 2L * i);
    }
  }
}
