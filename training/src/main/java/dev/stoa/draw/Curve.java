package dev.stoa.draw;

/**
 * A line of {@link Curves}.
 *
 * @param name what it is called in the legend
 * @param colour number of its colour, from 0
 * @param form how it is drawn
 * @param x where its points are, from the left; points that are not finite are left out
 * @param y how high they are, as many
 */
public record Curve(String name, int colour, Form form, double[] x, double[] y) {
  /** How a curve is drawn. */
  public enum Form {
    /** A strong line. */
    LINE,
    /** A thin and faint line, for what is not to be looked at first. */
    FAINT,
    /** A dashed line with a dot for each point, for few points. */
    POINTS
  }

  /**
   * Checks the sizes.
   *
   * @throws IllegalArgumentException if the numbers of x and y differ
   */
  public Curve {
    if (x.length != y.length) {
      throw new IllegalArgumentException(
          "%s: %d points have as many heights, not %d".formatted(name, x.length, y.length));
    }
  }
}
