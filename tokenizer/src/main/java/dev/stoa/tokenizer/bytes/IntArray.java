package dev.stoa.tokenizer.bytes;

import java.util.Arrays;

/** An array of ints that grows at its end. */
public final class IntArray implements IdSink {

  private int[] values;
  private int size;

  /**
   * An empty array.
   *
   * @param capacity for how many ints it has room at first
   */
  public IntArray(int capacity) {
    values = new int[Math.max(4, capacity)];
  }

  @Override
  public int size() {
    return size;
  }

  /**
   * An element.
   *
   * @param index its index, below the size
   * @return the element
   */
  public int get(int index) {
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

  /** Leaves no element. */
  public void clear() {
    size = 0;
  }

  /**
   * Copies the elements.
   *
   * @return an array of them
   */
  public int[] toArray() {
    return Arrays.copyOf(values, size);
  }
}
