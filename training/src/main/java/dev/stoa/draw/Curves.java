package dev.stoa.draw;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.DoubleSummaryStatistics;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * Lines over common axes, with a legend above them.
 *
 * @param title what is shown, or "" if the figure says it
 * @param x what goes to the right
 * @param y what goes upwards
 * @param curves the lines, the later ones above
 */
public record Curves(String title, String x, String y, List<Curve> curves) implements Panel {
  /** Takes a copy of the list. */
  public Curves {
    curves = List.copyOf(curves);
  }

  /**
   * One strong line for each name, each in another colour.
   *
   * @param title what is shown, or "" if the figure says it
   * @param x what goes to the right
   * @param y what goes upwards
   * @param at where the points of all lines are, from the left
   * @param heights the heights of each line's points, in the order of the map
   * @return the panel
   * @throws IllegalArgumentException if a line has another number of points
   */
  public static Curves of(
      String title, String x, String y, double[] at, Map<String, double[]> heights) {
    List<Curve> curves = new ArrayList<>();
    heights.forEach(
        (name, line) -> curves.add(new Curve(name, curves.size(), Curve.Form.LINE, at, line)));
    return new Curves(title, x, y, curves);
  }

  @Override
  public double height(double width) {
    return Math.clamp(0.42 * width, 180, 360) + top(width) + 46;
  }

  /** The height of what is above the axes. */
  private double top(double width) {
    return (title.isEmpty() ? 0 : 24) + legend().height(width) + 8;
  }

  @Override
  public void draw(Svg svg, Box box) {
    double y = box.top();
    if (!title.isEmpty()) {
      svg.text("heading", box.left(), y + 15, "start", title);
      y += 24;
    }
    legend().draw(svg, new Box(box.left(), y, box.right(), box.bottom()));
    Box plot = box.inside(62, top(box.width()), 14, 46);
    double[] across = range(Curve::x);
    double[] up = range(Curve::y);
    int ticks = (int) Math.max(2, plot.width() / 75);
    // Whoever counts from 1 sees the axis begin at 0.
    double from = across[0] > 0 && across[0] < 0.1 * across[1] ? 0 : across[0];
    ChartAxis right =
        ChartAxis.exactly(from, across[1], plot.left(), plot.right(), ticks, whole() ? 1 : 0);
    ChartAxis upwards =
        ChartAxis.around(up[0], up[1], plot.bottom(), plot.top(), (int) (plot.height() / 45));
    axes(svg, plot, right, upwards);
    for (Curve curve : curves) {
      draw(svg, curve, points(curve, right, upwards));
    }
  }

  private void axes(Svg svg, Box plot, ChartAxis right, ChartAxis upwards) {
    for (double tick : upwards.ticks()) {
      svg.segment("grid", plot.left(), upwards.at(tick), plot.right(), upwards.at(tick));
      svg.text("label", plot.left() - 8, upwards.at(tick) + 4, "end", upwards.label(tick));
    }
    for (double tick : right.ticks()) {
      svg.segment("axis", right.at(tick), plot.bottom(), right.at(tick), plot.bottom() + 5);
      svg.text("label", right.at(tick), plot.bottom() + 20, "middle", right.label(tick));
    }
    svg.segment("axis", plot.left(), plot.bottom(), plot.right(), plot.bottom());
    svg.segment("axis", plot.left(), plot.top(), plot.left(), plot.bottom());
    double middle = (plot.left() + plot.right()) / 2;
    svg.text("label", middle, plot.bottom() + 40, "middle", x);
    svg.upwardText("label", plot.left() - 50, (plot.top() + plot.bottom()) / 2, y);
  }

  private static void draw(Svg svg, Curve curve, List<double[]> points) {
    svg.line(line(curve), points);
    if (curve.form() == Curve.Form.POINTS) {
      String type = "dot " + Svg.colour(curve.colour());
      points.forEach(point -> svg.dot(type, point[0], point[1], 4));
    }
  }

  private static String line(Curve curve) {
    String form =
        switch (curve.form()) {
          case LINE -> "line";
          case FAINT -> "faint";
          case POINTS -> "dashed";
        };
    return form + " " + Svg.colour(curve.colour());
  }

  private Legend legend() {
    Legend legend = new Legend();
    for (Curve curve : curves) {
      legend.add(
          curve.name(),
          (svg, box) -> {
            double x = (box.left() + box.right()) / 2;
            double y = (box.top() + box.bottom()) / 2;
            svg.segment(line(curve), box.left(), y, box.right(), y);
            if (curve.form() == Curve.Form.POINTS) {
              svg.dot("dot " + Svg.colour(curve.colour()), x, y, 4);
            }
          });
    }
    return legend;
  }

  /** Where the points are drawn; of a long line, about two for each column of pixels. */
  private static List<double[]> points(Curve curve, ChartAxis right, ChartAxis upwards) {
    List<double[]> points = new ArrayList<>();
    int last = curve.x().length - 1;
    for (int i = 0; i <= last; i++) {
      double x = right.at(curve.x()[i]);
      boolean near = !points.isEmpty() && Math.abs(x - points.getLast()[0]) < 0.4 && i < last;
      if (finite(curve, i) && !near) {
        points.add(new double[] {x, upwards.at(curve.y()[i])});
      }
    }
    return points;
  }

  private static boolean finite(Curve curve, int i) {
    return Double.isFinite(curve.x()[i]) && Double.isFinite(curve.y()[i]);
  }

  /** The least and the greatest of one coordinate of all points, 0 and 1 if there are none. */
  private double[] range(Function<Curve, double[]> coordinate) {
    DoubleSummaryStatistics values = new DoubleSummaryStatistics();
    for (Curve curve : curves) {
      for (int i = 0; i < curve.x().length; i++) {
        if (finite(curve, i)) {
          values.accept(coordinate.apply(curve)[i]);
        }
      }
    }
    return values.getCount() == 0
        ? new double[] {0, 1}
        : new double[] {values.getMin(), values.getMax()};
  }

  private boolean whole() {
    return curves.stream()
        .flatMapToDouble(curve -> Arrays.stream(curve.x()))
        .allMatch(value -> value == Math.rint(value));
  }
}
