package dev.stoa.cache;

import dev.stoa.kernel.Rows;

/** Rows of all heads of one layer for some positions: the keys of a page, or its values. */
interface RowStore {
  /**
   * Writes the rows of all heads of one position.
   *
   * @param position from 0, within the page
   * @param data values, head by head
   * @param offset first of them
   */
  void put(int position, float[] data, int offset);

  /** Sets a view to some positions of one head, see {@link dev.stoa.kernel.Tiles#show}. */
  void show(Rows view, int head, int from, int count);

  /** The memory it takes. */
  long bytes();

  /** Takes over all rows of a store of the same kind and size. */
  void copyFrom(RowStore other);
}
