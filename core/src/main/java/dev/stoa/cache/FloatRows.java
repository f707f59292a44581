package dev.stoa.cache;

import dev.stoa.kernel.Rows;

/** Rows as they are: [head][position][head size]. */
final class FloatRows implements RowStore {
  private final int heads;
  private final int positions;
  private final int headSize;
  private final float[] values;

  FloatRows(KeyValues.Layer layer, int positions) {
    heads = layer.heads();
    headSize = layer.headSize();
    this.positions = positions;
    values = new float[Math.multiplyExact(Math.multiplyExact(heads, headSize), positions)];
  }

  @Override
  public void put(int position, float[] data, int offset) {
    for (int head = 0; head < heads; head++) {
      int at = (head * positions + position) * headSize;
      System.arraycopy(data, offset + head * headSize, values, at, headSize);
    }
  }

  @Override
  public void show(Rows view, int head, int from, int count) {
    view.set(values, (head * positions + from) * headSize, headSize);
  }

  @Override
  public long bytes() {
    return (long) Float.BYTES * values.length;
  }

  @Override
  public void copyFrom(RowStore other) {
    System.arraycopy(((FloatRows) other).values, 0, values, 0, values.length);
  }
}
