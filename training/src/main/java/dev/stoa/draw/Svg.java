package dev.stoa.draw;

import java.util.List;
import java.util.Locale;

/**
 * A drawing that is written as SVG: what is drawn later lies above. The type of a shape is one or
 * more classes of CSS with blanks between them: what it is ({@code label}, {@code heading}, {@code
 * axis}, {@code grid}, {@code line}, {@code area}, {@code dot} and what {@link Figure} has besides)
 * and, where that has a colour to choose, {@link #colour}.
 */
public final class Svg {
  private static final int COLOURS = 6;

  private final StringBuilder text = new StringBuilder();

  /**
   * An empty drawing.
   *
   * @param width in pixels
   * @param height in pixels
   * @param title what it shows, one line
   * @param style CSS for the types
   */
  Svg(int width, int height, String title, String style) {
    text.append("<svg xmlns=\"http://www.w3.org/2000/svg\" role=\"img\"");
    add(" viewBox=\"0 0 %d %d\" width=\"%1$d\" height=\"%2$d\">", width, height);
    add("<title>%s</title>\n<style>\n%s</style>", escaped(title), style);
  }

  /**
   * The class of a colour. Neighbouring numbers have colours that are easily told apart, light ones
   * on a dark ground and dark ones on a light ground.
   *
   * @param number any number from 0; after six, the colours begin again
   * @return its class
   */
  public static String colour(int number) {
    return "c" + number % COLOURS;
  }

  /**
   * A rectangle.
   *
   * @param type its classes
   * @param box where it is
   */
  public void rectangle(String type, Box box) {
    rectangle(type, box, 1);
  }

  /**
   * A rectangle through which the ground shines.
   *
   * @param type its classes
   * @param box where it is
   * @param strength from 0, invisible, to 1
   */
  public void rectangle(String type, Box box, double strength) {
    String opacity =
        strength < 1 ? String.format(Locale.ROOT, " fill-opacity=\"%.2f\"", strength) : "";
    add(
        "<rect class=\"%s\" x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" height=\"%.1f\"%s/>",
        type, box.left(), box.top(), box.width(), box.height(), opacity);
  }

  /**
   * A straight line.
   *
   * @param type its classes
   * @param x1 where it begins, from the left
   * @param y1 where it begins, from the top
   * @param x2 where it ends, from the left
   * @param y2 where it ends, from the top
   */
  public void segment(String type, double x1, double y1, double x2, double y2) {
    add(
        "<line class=\"%s\" x1=\"%.1f\" y1=\"%.1f\" x2=\"%.1f\" y2=\"%.1f\"/>",
        type, x1, y1, x2, y2);
  }

  /**
   * A line through points; without points, nothing.
   *
   * @param type its classes
   * @param points an x and a y each
   */
  public void line(String type, List<double[]> points) {
    if (points.isEmpty()) {
      return;
    }
    StringBuilder path = new StringBuilder();
    for (double[] point : points) {
      path.append(String.format(Locale.ROOT, " %.1f,%.1f", point[0], point[1]));
    }
    add("<polyline class=\"%s\" points=\"%s\"/>", type, path.substring(1));
  }

  /**
   * A dot.
   *
   * @param type its classes
   * @param x its middle, from the left
   * @param y its middle, from the top
   * @param radius its radius
   */
  public void dot(String type, double x, double y, double radius) {
    add("<circle class=\"%s\" cx=\"%.1f\" cy=\"%.1f\" r=\"%.1f\"/>", type, x, y, radius);
  }

  /**
   * A text.
   *
   * @param type its classes
   * @param x where it is, from the left
   * @param y its base line, from the top
   * @param anchor what lies at x: "start", "middle" or "end"
   * @param words what it says, one line
   */
  public void text(String type, double x, double y, String anchor, String words) {
    add(
        "<text class=\"%s\" x=\"%.1f\" y=\"%.1f\" text-anchor=\"%s\">%s</text>",
        type, x, y, anchor, escaped(words));
  }

  /**
   * A text that runs upwards.
   *
   * @param type its classes
   * @param x its base line, from the left
   * @param y its middle, from the top
   * @param words what it says, one line
   */
  public void upwardText(String type, double x, double y, String words) {
    add(
        "<text class=\"%s\" transform=\"translate(%.1f %.1f) rotate(-90)\" text-anchor=\"middle\">"
            + "%s</text>",
        type, x, y, escaped(words));
  }

  /** The whole drawing. */
  String text() {
    return text + "</svg>\n";
  }

  private void add(String format, Object... values) {
    text.append(String.format(Locale.ROOT, format, values)).append('\n');
  }

  /** Control characters, which XML forbids, are shown by their pictures. */
  private static String escaped(String words) {
    StringBuilder escaped = new StringBuilder();
    words
        .codePoints()
        .map(c -> c < 0x20 ? 0x2400 + c : c)
        .forEach(
            c -> {
              switch (c) {
                case '&' -> escaped.append("&amp;");
                case '<' -> escaped.append("&lt;");
                case '>' -> escaped.append("&gt;");
                default -> escaped.appendCodePoint(c);
              }
            });
    return escaped.toString();
  }
}
