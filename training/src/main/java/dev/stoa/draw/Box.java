package dev.stoa.draw;

/**
 * A part of a drawing, in pixels from its top left corner.
 *
 * @param left left edge
 * @param top upper edge
 * @param right right edge
 * @param bottom lower edge
 */
public record Box(double left, double top, double right, double bottom) {
  /**
   * The distance of the left and the right edge.
   *
   * @return pixels
   */
  public double width() {
    return right - left;
  }

  /**
   * The distance of the upper and the lower edge.
   *
   * @return pixels
   */
  public double height() {
    return bottom - top;
  }

  /**
   * What is left of it inside of margins.
   *
   * @param left margin at the left
   * @param top margin above
   * @param right margin at the right
   * @param bottom margin below
   * @return a smaller box
   */
  public Box inside(double left, double top, double right, double bottom) {
    return new Box(this.left + left, this.top + top, this.right - right, this.bottom - bottom);
  }
}
