package dev.stoa.kernel;

import dev.stoa.kernel.block.Interleaving;

/**
 * The size of a format's blocks, and how rows of them lie in memory.
 *
 * @param weights weights in a block, a power of two up to 256
 * @param bytes size of a block, even, up to 256
 * @param group how many rows are interleaved: 1 for none, 16, where the last rows % 16 stand alone,
 *     or {@link #ALL} that are multiplied at a time
 * @param panel columns that are multiplied at a time: a power of two up to 2,048, so few that x
 *     stays in the first-level cache. A wider matrix is kept as panels of so many
 * @param longest the most bytes of a panel that a thread reads at a time
 */
public record BlockLayout(int weights, int bytes, int group, int panel, int longest) {
  /** A group of all rows that are multiplied at a time: they are kept column after column. */
  public static final int ALL = Integer.MAX_VALUE;

  /** The widest panel: a multiple of every format's block, and of a tile of decoded weights. */
  public static final int PANEL = 2048;

  /** A long stretch is read faster. */
  private static final int LONGEST = 1 << 18;

  /** The least number of such stretches in a matrix, for the threads to share. */
  private static final int STRETCHES = 16;

  /** Kernels take two groups of interleaved rows at a time. */
  private static final int TWO_GROUPS = 2 * Interleaving.ROWS;

  /** Where the inner loop runs over the rows of a stretch: long ones begin less often. */
  private static final int MOST_ROWS = 1024;

  private static final int LEAST_ROWS = 192;

  /** Such stretches in a matrix of a middle size. */
  private static final int FEWER_STRETCHES = 8;

  /**
   * The layout of most formats of integers.
   *
   * @param weights weights in a block
   * @param bytes size of a block
   * @return groups of 16 interleaved rows
   */
  public static BlockLayout inGroups(int weights, int bytes) {
    return new BlockLayout(weights, bytes, Interleaving.ROWS, PANEL, LONGEST);
  }

  /**
   * The layout of files.
   *
   * @param weights weights in a block
   * @param bytes size of a block
   * @return rows one after the other
   */
  public static BlockLayout inRows(int weights, int bytes) {
    return new BlockLayout(weights, bytes, 1, PANEL, LONGEST);
  }

  /**
   * Size of a row, or of its beginning.
   *
   * @param columns weights, a multiple of a block
   * @return bytes
   */
  public long rowBytes(int columns) {
    return (long) (columns / weights) * bytes;
  }

  /**
   * How many of the rows that are multiplied at a time are interleaved with one of them, itself
   * among them: the first two bytes of each, then the next two of each. The first of them is row −
   * row % this number.
   *
   * @param row one of the rows
   * @param rows all rows that are multiplied at a time
   * @return at least 1
   */
  public int interleaved(int row, int rows) {
    return group == ALL ? rows : row < (rows & -group) ? group : 1;
  }

  /**
   * How many rows of a matrix are multiplied at a time.
   *
   * @param rows rows of the matrix
   * @param columns its columns
   * @return a multiple of 16, more than the matrix has where it is small
   */
  public int stretch(int rows, int columns) {
    if (group == ALL) {
      int some = Math.ceilDiv(rows, FEWER_STRETCHES * Interleaving.ROWS) * Interleaving.ROWS;
      return Math.clamp(some, LEAST_ROWS, MOST_ROWS);
    }
    long size = Math.min(longest, rows * rowBytes(columns) / STRETCHES);
    long row = rowBytes(Math.min(panel, columns));
    return (int) Math.max(TWO_GROUPS, size / row) & -TWO_GROUPS;
  }

  /**
   * Whether a stretch is kept column after column: all its rows are interleaved, weight by weight.
   *
   * @return true for one weight a block and a group of all rows
   */
  public boolean isTransposed() {
    return weights == 1 && group == ALL;
  }
}
