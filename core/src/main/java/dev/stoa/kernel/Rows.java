package dev.stoa.kernel;

/**
 * Where the rows of a matrix are: row i begins at {@code offset + i * stride} of an array. Set
 * again and again instead of being made anew, since kernels run too often to allocate. Used by one
 * thread at a time.
 */
public final class Rows implements Tiles {
  /** The array. */
  public float[] data;

  /** First element of row 0. */
  public int offset;

  /** Distance of two rows. */
  public int stride;

  private float[] room = new float[0];

  /** Rows of nothing. */
  public Rows() {}

  /**
   * Sets all three.
   *
   * @param data the array, or null
   * @param offset first element of row 0
   * @param stride distance of two rows
   */
  public void set(float[] data, int offset, int stride) {
    this.data = data;
    this.offset = offset;
    this.stride = stride;
  }

  /**
   * Where a row begins.
   *
   * @param i row
   * @return an index of the array
   */
  public int at(int i) {
    return offset + i * stride;
  }

  /**
   * An array of this object's own, for rows that have to be decoded first.
   *
   * @param size how many values are needed
   * @return an array of at least this size; the same one at the next call
   */
  public float[] room(int size) {
    if (room.length < size) {
      room = new float[size];
    }
    return room;
  }

  @Override
  public void show(Rows view, int from, int count) {
    view.set(data, at(from), stride);
  }
}
