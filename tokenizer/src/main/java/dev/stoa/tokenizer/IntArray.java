package dev.stoa.tokenizer;

import java.util.Arrays;

/** An array of ints that grows at its end. */
final class IntArray implements IdSink {

  private int[] values;
  private int size;

  IntArray(int capacity) {
    values = new int[Math.max(4, capacity)];
  }

  @Override
  public int size() {
    return size;
  }

  int get(int index) {
    return values[index];
  }

  void set(int index, int value) {
    values[index] = value;
  }

  @Override
  public void add(int value) {
    if (size == values.length) {
      reserve(1);
    }
    values[size++] = value;
  }

  void addAll(int[] source, int count) {
    if (size + count > values.length) {
      reserve(count);
    }
    System.arraycopy(source, 0, values, size, count);
    size += count;
  }

  private void reserve(int more) {
    long wanted = Math.max((long) size + more, size * 3L / 2);
    if ((long) size + more > Integer.MAX_VALUE - 16) {
      throw new IllegalArgumentException("more than " + size + " ids do not fit in one array");
    }
    values = Arrays.copyOf(values, (int) Math.min(wanted, Integer.MAX_VALUE - 16));
  }

  void clear() {
    size = 0;
  }

  int[] toArray() {
    return Arrays.copyOf(values, size);
  }
}
