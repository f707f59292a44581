package dev.stoa.cli.show;

import java.util.List;
import java.util.Locale;

/** A drawing that is written as SVG: what is drawn later lies above. Types are classes of CSS. */
final class Svg {
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

  void rectangle(String type, double x, double y, double width, double height) {
    add(
        "<rect class=\"%s\" x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" height=\"%.1f\"/>",
        type, x, y, width, height);
  }

  void segment(String type, double x1, double y1, double x2, double y2) {
    add(
        "<line class=\"%s\" x1=\"%.1f\" y1=\"%.1f\" x2=\"%.1f\" y2=\"%.1f\"/>",
        type, x1, y1, x2, y2);
  }

  /** A line through points, each an x and a y; without points, nothing. */
  void line(String type, List<double[]> points) {
    if (points.isEmpty()) {
      return;
    }
    StringBuilder path = new StringBuilder();
    for (double[] point : points) {
      path.append(String.format(Locale.ROOT, " %.1f,%.1f", point[0], point[1]));
    }
    add("<polyline class=\"%s\" points=\"%s\"/>", type, path.substring(1));
  }

  void dot(String type, double x, double y) {
    add("<circle class=\"%s\" cx=\"%.1f\" cy=\"%.1f\" r=\"4\"/>", type, x, y);
  }

  /**
   * A text.
   *
   * @param anchor what lies at x: "start", "middle" or "end"
   */
  void text(String type, double x, double y, String anchor, String words) {
    add(
        "<text class=\"%s\" x=\"%.1f\" y=\"%.1f\" text-anchor=\"%s\">%s</text>",
        type, x, y, anchor, escaped(words));
  }

  /** A text that runs upwards around its middle. */
  void upwardText(String type, double x, double y, String words) {
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

  private static String escaped(String words) {
    return words.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
  }
}
