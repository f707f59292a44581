package dev.stoa.kernel;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/** Q8_0 as its definition reads: one block after the other, one weight after the other. */
final class ScalarBlockDot implements BlockDot {
  /** A block has 34 bytes and may begin at any byte, so its scale is read unaligned. */
  private static final ValueLayout.OfShort SCALE =
      ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

  /** Bytes of the scale, before the 32 codes of a block. */
  private static final int SCALE_BYTES = 2;

  @Override
  public void quantizeInto(
      short[] codes,
      int codesOffset,
      float[] scales,
      int scalesOffset,
      float[] x,
      int xOffset,
      int n) {
    for (int block = 0; block < n / BLOCK; block++) {
      int first = xOffset + block * BLOCK;
      float scale = scale(x, first);
      scales[scalesOffset + block] = scale;
      for (int i = 0; i < BLOCK; i++) {
        codes[codesOffset + block * BLOCK + i] = (short) code(x[first + i], scale);
      }
    }
  }

  @Override
  public void addProduct(
      float[] y,
      int yOffset,
      MemorySegment weights,
      long weightsOffset,
      int rows,
      int k,
      short[] codes,
      int codesOffset,
      float[] scales,
      int scalesOffset) {
    long rowBytes = (long) k / BLOCK * BLOCK_BYTES;
    for (int row = 0; row < rows; row++) {
      float sum = 0;
      for (int block = 0; block < k / BLOCK; block++) {
        long at = weightsOffset + row * rowBytes + (long) block * BLOCK_BYTES;
        int dot = 0;
        for (int i = 0; i < BLOCK; i++) {
          int q = weights.get(ValueLayout.JAVA_BYTE, at + SCALE_BYTES + i);
          dot += q * codes[codesOffset + block * BLOCK + i];
        }
        sum += Float.float16ToFloat(weights.get(SCALE, at)) * scales[scalesOffset + block] * dot;
      }
      y[yOffset + row] += sum;
    }
  }

  @Override
  public void decodeInto(float[] y, int yOffset, MemorySegment weights, long weightsOffset, int n) {
    for (int block = 0; block < n / BLOCK; block++) {
      long at = weightsOffset + (long) block * BLOCK_BYTES;
      float scale = Float.float16ToFloat(weights.get(SCALE, at));
      for (int i = 0; i < BLOCK; i++) {
        y[yOffset + block * BLOCK + i] =
            scale * weights.get(ValueLayout.JAVA_BYTE, at + SCALE_BYTES + i);
      }
    }
  }

  @Override
  public void encodeInto(MemorySegment weights, long weightsOffset, float[] x, int xOffset, int n) {
    for (int block = 0; block < n / BLOCK; block++) {
      int first = xOffset + block * BLOCK;
      long at = weightsOffset + (long) block * BLOCK_BYTES;
      float scale = scale(x, first);
      weights.set(SCALE, at, Float.floatToFloat16(scale));
      for (int i = 0; i < BLOCK; i++) {
        weights.set(ValueLayout.JAVA_BYTE, at + SCALE_BYTES + i, (byte) code(x[first + i], scale));
      }
    }
  }

  /** max|x| / 127; 0 for a block so small that 1 / scale would overflow. */
  private static float scale(float[] x, int first) {
    float greatest = 0;
    for (int i = 0; i < BLOCK; i++) {
      greatest = Math.max(greatest, Math.abs(x[first + i]));
    }
    float scale = greatest / 127;
    return 1 / scale == Float.POSITIVE_INFINITY ? 0 : scale;
  }

  /** x / scale rounded to the nearest integer, halves away from zero; 0 in a block of zeros. */
  private static int code(float x, float scale) {
    float quotient = scale == 0 ? 0 : x * (1 / scale);
    // Not 0.5 but the float below it: 0.49999997 + 0.5 would be rounded to 1.
    return (int) (quotient + Math.copySign(0.49999997f, quotient));
  }
}
