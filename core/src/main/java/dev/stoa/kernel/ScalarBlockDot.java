package dev.stoa.kernel;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/**
 * Products with blocks as their definition reads: a block is decoded, and each weight multiplied
 * with the activation that its code and scale stand for. The sums are taken in double, where those
 * of codes are exact.
 */
abstract class ScalarBlockDot implements BlockDot {
  /** Blocks may begin at any byte, so their scales are read unaligned. */
  static final ValueLayout.OfShort SHORT =
      ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

  /** The float below 0.5: 0.49999997 + 0.5 would be rounded to 1. */
  private static final float HALF = 0.49999997f;

  /** Room for a block of any format, encoded and decoded. */
  private record Room(MemorySegment block, float[] decoded) {}

  private static final ThreadLocal<Room> ROOM =
      ThreadLocal.withInitial(() -> new Room(Arena.ofAuto().allocate(256), new float[256]));

  private final BlockFormat format;

  ScalarBlockDot(BlockFormat format) {
    this.format = format;
  }

  @Override
  public BlockFormat format() {
    return format;
  }

  @Override
  public void prepare(BlockInput input, float[] x, int xOffset, int n) {
    for (int block = 0; block < n / BlockInput.BLOCK; block++) {
      int to = block * BlockInput.BLOCK;
      float scale = scale(x, xOffset + to);
      for (int i = to; i < to + BlockInput.BLOCK; i++) {
        input.codes()[i] = (short) code(x[xOffset + i], scale);
      }
      input.setScale(block, scale);
    }
  }

  /** The activation at an index. */
  double activation(BlockInput input, int i) {
    return (double) input.scales()[i / BlockInput.BLOCK] * input.codes()[i];
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
    float[] decoded = ROOM.get().decoded();
    int step = format.weights();
    for (int row = 0; row < rows; row++) {
      double sum = 0;
      for (int first = 0; first < k; first += step) {
        decodeBlock(decoded, weights, weightsOffset, row, rows, first, k);
        for (int i = 0; i < step; i++) {
          sum += decoded[i] * activation(input, inputOffset + first + i);
        }
      }
      y[yOffset + row] += (float) sum;
    }
  }

  /** Decodes the block that begins at some weight of a row, wherever it stands. */
  private void decodeBlock(
      float[] y, MemorySegment weights, long weightsOffset, int row, int rows, int first, int k) {
    int sideBySide = format.sideBySide(row, rows);
    int inGroup = row % sideBySide;
    long group = weightsOffset + (row - inGroup) * format.rowBytes(k);
    long at = group + format.rowBytes(first) * sideBySide + inGroup * Interleaving.UNIT;
    if (sideBySide == 1) {
      decodeBlock(y, 0, weights, at);
    } else {
      MemorySegment block = ROOM.get().block();
      int bytes = format.bytes();
      Interleaving.separate(block, 0, bytes, weights, at, sideBySide, 1, bytes);
      decodeBlock(y, 0, block, 0);
    }
  }

  @Override
  public void decodeInto(float[] y, int yOffset, MemorySegment weights, long weightsOffset, int n) {
    for (int block = 0; block < n / format.weights(); block++) {
      decodeBlock(
          y, yOffset + block * format.weights(), weights, weightsOffset + block * format.bytes());
    }
  }

  @Override
  public void encodeInto(MemorySegment weights, long weightsOffset, float[] x, int xOffset, int n) {
    for (int block = 0; block < n / format.weights(); block++) {
      encodeBlock(
          weights, weightsOffset + block * format.bytes(), x, xOffset + block * format.weights());
    }
  }

  /** Decodes one block. */
  abstract void decodeBlock(float[] y, int to, MemorySegment weights, long at);

  /** Encodes one block. */
  abstract void encodeBlock(MemorySegment weights, long at, float[] x, int from);

  static int unsigned(MemorySegment weights, long at) {
    return Byte.toUnsignedInt(weights.get(ValueLayout.JAVA_BYTE, at));
  }

  static void put(MemorySegment weights, long at, int code) {
    weights.set(ValueLayout.JAVA_BYTE, at, (byte) code);
  }

  static float float16(MemorySegment weights, long at) {
    return Float.float16ToFloat(weights.get(SHORT, at));
  }

  /** Writes a scale as float16 and gives it back as it was rounded. */
  static float putFloat16(MemorySegment weights, long at, float scale) {
    short rounded = Float.floatToFloat16(scale);
    weights.set(SHORT, at, rounded);
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
    for (int i = first; i < first + BlockInput.BLOCK; i++) {
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
