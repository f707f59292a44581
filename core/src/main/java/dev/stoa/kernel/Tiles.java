package dev.stoa.kernel;

/**
 * The keys or the values of one head, handed out in pieces, so that attention does not know how
 * they are kept: as rows of a matrix, in pages, or in fewer bits.
 */
@FunctionalInterface
public interface Tiles {
  /** Rows of a tile. A piece never reaches over a multiple of this. */
  int SIZE = 192;

  /**
   * Shows some neighbouring rows.
   *
   * @param view set to where they are, or to its own {@linkplain Rows#room room}, into which they
   *     were decoded
   * @param from first row
   * @param count how many, at least 1, all of one tile
   */
  void show(Rows view, int from, int count);
}
