package dev.stoa.kernel.simd;

import static jdk.incubator.vector.VectorOperators.LSHL;
import static jdk.incubator.vector.VectorOperators.S2I;

import dev.stoa.kernel.BlockFormat;
import dev.stoa.kernel.BlockInput;
import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.ShortVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * F16, which the Vector API does not know. But HotSpot makes vectors of loops by itself, that of
 * {@link Float#float16ToFloat} too, if each step is independent of the others. So the rows are
 * interleaved, and the loop runs over them: to the sums of all rows it adds the products with a few
 * activations.
 *
 * <p>HotSpot begins and ends such a loop with up to two vectors' lanes of single steps. With 512
 * bits these take as long as the rest; there the bits are moved by the Vector API, six operations
 * for 16 weights.
 */
public final class SimdF16 extends SimdBlockDot {
  /** Columns at a time, far apart: one core gets more from four places of memory than from one. */
  private static final int COLUMNS = 4;

  private static final int BYTES_OF_WEIGHT = BlockFormat.F16.bytes();

  /** Whether {@link #addByVectors} is the faster way. */
  private static final boolean BY_VECTORS = Lanes.COUNT > 8;

  /** As many shorts as {@link Lanes} has floats, where they are used. */
  private static final VectorSpecies<Short> WEIGHTS = ShortVector.SPECIES_256;

  /** The activations as they are. */
  private record Input(float[] values) implements BlockInput {}

  /** The kernel of this format. */
  public SimdF16() {
    super(BlockFormat.F16);
  }

  @Override
  public BlockInput prepare(BlockInput used, float[] x, int xOffset, int n) {
    Input input =
        used instanceof Input old && old.values.length >= n ? old : new Input(new float[n]);
    System.arraycopy(x, xOffset, input.values, 0, n);
    return input;
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
    float[] x = ((Input) input).values;
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
    int done = BY_VECTORS ? addByVectors(y, y0, weights, at, distance, n, x0, x1, x2, x3) : 0;
    long w1 = at + distance;
    long w2 = w1 + distance;
    long w3 = w2 + distance;
    for (int i = done; i < n; i++) {
      float sum = Math.fma(float16(weights, at + 2L * i), x0, y[y0 + i]);
      sum = Math.fma(float16(weights, w1 + 2L * i), x1, sum);
      sum = Math.fma(float16(weights, w2 + 2L * i), x2, sum);
      y[y0 + i] = Math.fma(float16(weights, w3 + 2L * i), x3, sum);
    }
  }

  /**
   * The same for the first rows, as many as fill vectors and have finite weights.
   *
   * @return how many
   */
  private static int addByVectors(
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
    int i = 0;
    for (; i <= n - Lanes.COUNT; i += Lanes.COUNT) {
      ShortVector s0 = ShortVector.fromMemorySegment(WEIGHTS, weights, at + 2L * i, ORDER);
      ShortVector s1 = ShortVector.fromMemorySegment(WEIGHTS, weights, w1 + 2L * i, ORDER);
      ShortVector s2 = ShortVector.fromMemorySegment(WEIGHTS, weights, w2 + 2L * i, ORDER);
      ShortVector s3 = ShortVector.fromMemorySegment(WEIGHTS, weights, w3 + 2L * i, ORDER);
      ShortVector greatest = s0.and(MAGNITUDE).max(s1.and(MAGNITUDE));
      greatest = greatest.max(s2.and(MAGNITUDE)).max(s3.and(MAGNITUDE));
      if (!greatest.lt(INFINITY).allTrue()) {
        return i;
      }
      FloatVector sum = FloatVector.fromArray(Lanes.FLOATS, y, y0 + i);
      IntVector bits = (IntVector) s0.convertShape(S2I, WIDE_INTS, 0);
      FloatVector weight = bits.lanewise(LSHL, 13).and(KEPT).reinterpretAsFloats();
      sum = weight.mul(TOO_SMALL).fma(FloatVector.broadcast(Lanes.FLOATS, x0), sum);
      bits = (IntVector) s1.convertShape(S2I, WIDE_INTS, 0);
      weight = bits.lanewise(LSHL, 13).and(KEPT).reinterpretAsFloats();
      sum = weight.mul(TOO_SMALL).fma(FloatVector.broadcast(Lanes.FLOATS, x1), sum);
      bits = (IntVector) s2.convertShape(S2I, WIDE_INTS, 0);
      weight = bits.lanewise(LSHL, 13).and(KEPT).reinterpretAsFloats();
      sum = weight.mul(TOO_SMALL).fma(FloatVector.broadcast(Lanes.FLOATS, x2), sum);
      bits = (IntVector) s3.convertShape(S2I, WIDE_INTS, 0);
      weight = bits.lanewise(LSHL, 13).and(KEPT).reinterpretAsFloats();
      sum = weight.mul(TOO_SMALL).fma(FloatVector.broadcast(Lanes.FLOATS, x3), sum);
      sum.intoArray(y, y0 + i);
    }
    return i;
  }

  /** y += w x. */
  private static void addColumn(float[] y, int y0, MemorySegment weights, long at, int n, float x) {
    for (int i = 0; i < n; i++) {
      y[y0 + i] = Math.fma(float16(weights, at + 2L * i), x, y[y0 + i]);
    }
  }

  @Override
  void decode(float[] y, int yOffset, MemorySegment weights, long weightsOffset, int n) {
    for (int i = 0; i < n; i++) {
      y[yOffset + i] = float16(weights, weightsOffset + 2L * i);
    }
  }
}
