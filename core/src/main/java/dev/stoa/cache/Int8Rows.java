package dev.stoa.cache;

import dev.stoa.kernel.Rows;

/**
 * Rows in 8 bits: of each head and position a scale s = max|x| / 127 and codes c = round(x / s), a
 * value being about s · c. Off by at most s / 2; a row of zeros has s = 0.
 */
final class Int8Rows implements RowStore {
  private static final int LARGEST = 127;

  private final int heads;
  private final int positions;
  private final int headSize;
  private final byte[] codes;
  private final float[] scales;

  Int8Rows(KeyValues.Layer layer, int positions) {
    heads = layer.heads();
    headSize = layer.headSize();
    this.positions = positions;
    scales = new float[Math.multiplyExact(heads, positions)];
    codes = new byte[Math.multiplyExact(scales.length, headSize)];
  }

  @Override
  public void put(int position, float[] data, int offset) {
    for (int head = 0; head < heads; head++) {
      put(head * positions + position, data, offset + head * headSize, headSize);
    }
  }

  private void put(int row, float[] data, int from, int n) {
    float largest = 0;
    for (int i = from; i < from + n; i++) {
      largest = Math.max(largest, Math.abs(data[i]));
    }
    scales[row] = largest / LARGEST;
    float inverse = largest == 0 ? 0 : LARGEST / largest;
    for (int i = 0; i < n; i++) {
      codes[row * headSize + i] = (byte) Math.round(data[from + i] * inverse);
    }
  }

  @Override
  public void show(Rows view, int head, int from, int count) {
    float[] room = view.room(count * headSize);
    for (int i = 0; i < count; i++) {
      int row = head * positions + from + i;
      float scale = scales[row];
      for (int x = 0; x < headSize; x++) {
        room[i * headSize + x] = scale * codes[row * headSize + x];
      }
    }
    view.set(room, 0, headSize);
  }

  @Override
  public long bytes() {
    return codes.length + (long) Float.BYTES * scales.length;
  }

  @Override
  public void copyFrom(RowStore other) {
    Int8Rows rows = (Int8Rows) other;
    System.arraycopy(rows.codes, 0, codes, 0, codes.length);
    System.arraycopy(rows.scales, 0, scales, 0, scales.length);
  }
}
