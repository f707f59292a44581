package dev.stoa.draw;

import java.util.List;
import java.util.Locale;

/**
 * A distribution: a bar for each label, one below the other, and on it, if wanted, the mark of what
 * it is compared with.
 *
 * @param title what is shown, or "" if the figure says it
 * @param labels what each bar stands for
 * @param bars the length of each bar, none negative
 * @param marks where each mark is, or null for none
 * @param greatest the length that fills the width, above 0, so that panels can be compared
 */
public record Bars(
    String title, List<String> labels, double[] bars, double[] marks, double greatest)
    implements Panel {
  private static final double ROW = 21;

  /**
   * Checks the sizes and takes a copy of the list.
   *
   * @throws IllegalArgumentException if there is not one bar, and one mark, for each label, or
   *     greatest is not above 0
   */
  public Bars {
    labels = List.copyOf(labels);
    if (bars.length != labels.size() || marks != null && marks.length != bars.length) {
      throw new IllegalArgumentException(
          "%s: %d labels have as many bars, not %d"
              .formatted(
                  title, labels.size(), bars.length != labels.size() ? bars.length : marks.length));
    }
    if (!(greatest > 0)) {
      throw new IllegalArgumentException("greatest must be above 0, not " + greatest);
    }
  }

  @Override
  public double height(double width) {
    return (title.isEmpty() ? 0 : 24) + ROW * labels.size() + 6;
  }

  @Override
  public void draw(Svg svg, Box box) {
    double top = box.top();
    if (!title.isEmpty()) {
      svg.text("heading", box.left(), top + 15, "start", title);
      top += 24;
    }
    int longest = labels.stream().mapToInt(String::length).max().orElse(0);
    double left = box.left() + 10 + 7.8 * longest;
    // Room for the number behind the longest bar.
    double scale = (box.right() - left - 46) / greatest;
    for (int i = 0; i < bars.length; i++) {
      double y = top + i * ROW;
      double end = left + Math.min(bars[i], greatest) * scale;
      double mark = marks == null ? left : left + Math.min(marks[i], greatest) * scale;
      svg.text("label", left - 8, y + 15, "end", labels.get(i));
      svg.rectangle("area c0", new Box(left, y + 3, end, y + ROW - 3), 0.75);
      if (marks != null) {
        svg.segment("line c1", mark, y + 1, mark, y + ROW - 1);
      }
      svg.text("label", Math.max(end, mark) + 6, y + 15, "start", number(bars[i]));
    }
    svg.segment("axis", left, top, left, top + ROW * bars.length);
  }

  private static String number(double value) {
    return value == 0
        ? "0"
        : value < 0.0005 ? "< 0.001" : String.format(Locale.ROOT, "%.3f", value);
  }
}
