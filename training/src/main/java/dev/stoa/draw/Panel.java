package dev.stoa.draw;

/** One picture of a {@link Figure}. */
public interface Panel {
  /**
   * How high it is best drawn.
   *
   * @param width pixels that it has from left to right
   * @return pixels from top to bottom
   */
  double height(double width);

  /**
   * Draws it.
   *
   * @param svg where to
   * @param box the part of the drawing that it has for itself
   */
  void draw(Svg svg, Box box);
}
