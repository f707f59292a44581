package dev.stoa.kernel.block;

import dev.stoa.kernel.BlockDot;
import dev.stoa.kernel.BlockInput;
import dev.stoa.kernel.BlockLayout;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/**
 * What a format is: its layout, and how a block is decoded and encoded.
 *
 * <p>Products are taken as their definition reads: a block is decoded, and each weight multiplied
 * with the activation that its code and scale stand for. The sums are taken in double, where those
 * of codes are exact.
 */
public abstract class ScalarBlockDot implements BlockDot {
  /** Blocks may begin at any byte, so their scales are read unaligned. */
  static final ValueLayout.OfShort SHORT =
      ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

  /** Activations that share a scale. */
  private static final int SHARED = 32;

  /** The float below 0.5: 0.49999997 + 0.5 would be rounded to 1. */
  private static final float HALF = 0.49999997f;

  /**
   * Activations as scalar kernels multiply them: for formats of integers the number that scale and
   * code stand for.
   *
   * @param values one for each activation
   */
  public record Activations(double[] values) implements BlockInput {}

  /** Room for a block of any format, encoded and decoded. */
  private record Room(MemorySegment block, float[] decoded) {}

  private static final ThreadLocal<Room> ROOM =
      ThreadLocal.withInitial(() -> new Room(Arena.ofAuto().allocate(256), new float[256]));

  private final BlockLayout layout;

  /** Weights and bytes of a block. */
  private final int weights;

  private final int bytes;

  ScalarBlockDot(BlockLayout layout) {
    this.layout = layout;
    weights = layout.weights();
    bytes = layout.bytes();
  }

  /**
   * The size of blocks, and how rows of them lie in memory.
   *
   * @return the layout of this format
   */
  public final BlockLayout layout() {
    return layout;
  }

  @Override
  public final BlockInput prepare(BlockInput used, float[] x, int xOffset, int n) {
    Activations input = new Activations(new double[n]);
    activationsInto(input.values(), x, xOffset, n);
    return input;
  }

  /** The activations as their codes stand for them. */
  void activationsInto(double[] y, float[] x, int xOffset, int n) {
    for (int first = 0; first < n; first += SHARED) {
      float scale = scale(x, xOffset + first);
      for (int i = first; i < first + SHARED; i++) {
        y[i] = (double) scale * code(x[xOffset + i], scale);
      }
    }
  }

  @Override
  public final void addProduct(
      float[] y,
      int yOffset,
      MemorySegment rowsOfBlocks,
      long offset,
      int rows,
      int k,
      BlockInput input,
      int inputOffset) {
    double[] x = ((Activations) input).values();
    float[] decoded = ROOM.get().decoded();
    for (int row = 0; row < rows; row++) {
      double sum = 0;
      for (int first = 0; first < k; first += weights) {
        decodeBlock(decoded, rowsOfBlocks, offset, row, rows, first, k);
        for (int i = 0; i < weights; i++) {
          sum += decoded[i] * x[inputOffset + first + i];
        }
      }
      y[yOffset + row] += (float) sum;
    }
  }

  /** Decodes the block that begins at some weight of a row, wherever it stands. */
  private void decodeBlock(
      float[] y, MemorySegment rowsOfBlocks, long offset, int row, int rows, int first, int k) {
    int together = layout.interleaved(row, rows);
    int inGroup = row % together;
    long group = offset + (row - inGroup) * layout.rowBytes(k);
    long at = group + layout.rowBytes(first) * together + inGroup * Interleaving.UNIT;
    if (together == 1) {
      decodeBlock(y, 0, rowsOfBlocks, at);
    } else {
      MemorySegment block = ROOM.get().block();
      Interleaving.separate(block, 0, bytes, rowsOfBlocks, at, together, 1, bytes);
      decodeBlock(y, 0, block, 0);
    }
  }

  @Override
  public final void decodeInto(float[] y, int yOffset, MemorySegment blocks, long offset, int n) {
    for (int block = 0; block < n / weights; block++) {
      decodeBlock(y, yOffset + block * weights, blocks, offset + (long) block * bytes);
    }
  }

  @Override
  public final void encodeInto(MemorySegment blocks, long offset, float[] x, int xOffset, int n) {
    for (int block = 0; block < n / weights; block++) {
      encodeBlock(blocks, offset + (long) block * bytes, x, xOffset + block * weights);
    }
  }

  /** Decodes one block. */
  abstract void decodeBlock(float[] y, int to, MemorySegment blocks, long at);

  /** Encodes one block. */
  abstract void encodeBlock(MemorySegment blocks, long at, float[] x, int from);

  static int unsigned(MemorySegment blocks, long at) {
    return Byte.toUnsignedInt(blocks.get(ValueLayout.JAVA_BYTE, at));
  }

  static void put(MemorySegment blocks, long at, int code) {
    blocks.set(ValueLayout.JAVA_BYTE, at, (byte) code);
  }

  static float float16(MemorySegment blocks, long at) {
    return Float.float16ToFloat(blocks.get(SHORT, at));
  }

  /** Writes a scale as float16 and gives it back as it was rounded. */
  static float putFloat16(MemorySegment blocks, long at, float scale) {
    short rounded = Float.floatToFloat16(scale);
    blocks.set(SHORT, at, rounded);
    return Float.float16ToFloat(rounded);
  }

  /** 1 / scale, but 0 for a scale so small that the quotient would be infinite. */
  static float inverse(float scale) {
    float inverse = 1 / scale;
    return Float.isInfinite(inverse) ? 0 : inverse;
  }

  /** The value of the greatest magnitude, with its sign; the first of several. */
  static float extreme(float[] x, int from, int n) {
    float extreme = 0;
    for (int i = from; i < from + n; i++) {
      extreme = Math.abs(x[i]) > Math.abs(extreme) ? x[i] : extreme;
    }
    return extreme;
  }

  /** max|x| / 127 of 32 values; 0 for values so small that 1 / scale would overflow. */
  static float scale(float[] x, int first) {
    float scale = 0;
    for (int i = first; i < first + SHARED; i++) {
      scale = Math.max(scale, Math.abs(x[i]));
    }
    scale /= 127;
    return 1 / scale == Float.POSITIVE_INFINITY ? 0 : scale;
  }

  /** x / scale rounded to the nearest integer, halves away from zero; 0 for a scale of 0. */
  static int code(float x, float scale) {
    return scale == 0 ? 0 : rounded(x * (1 / scale));
  }

  /** The nearest integer, halves away from zero. */
  static int rounded(float x) {
    return (int) (x + Math.copySign(HALF, x));
  }
}
