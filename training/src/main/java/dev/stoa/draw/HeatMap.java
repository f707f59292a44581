package dev.stoa.draw;

import java.util.Arrays;
import java.util.List;

/**
 * A matrix as a field of cells: 0 is the ground, the greatest value the full colour.
 *
 * @param title what is shown, or "" for none
 * @param rows a short label for each row, or an empty list for none
 * @param columns a short label for each column, or an empty list for none
 * @param values one array for each row, from the top; negative values are drawn as 0
 * @param greatest the value with the full colour, above 0
 */
public record HeatMap(
    String title, List<String> rows, List<String> columns, double[][] values, double greatest)
    implements Panel {
  /** Weaker than this, a cell is not drawn. */
  private static final double INVISIBLE = 0.005;

  /**
   * Checks the sizes and takes copies of the lists.
   *
   * @throws IllegalArgumentException if labels and values do not fit, or greatest is not above 0
   */
  public HeatMap {
    rows = List.copyOf(rows);
    columns = List.copyOf(columns);
    int width = values.length == 0 ? 0 : values[0].length;
    boolean fit =
        (rows.isEmpty() || rows.size() == values.length)
            && (columns.isEmpty() || columns.size() == width)
            && Arrays.stream(values).allMatch(row -> row.length == width);
    if (!fit) {
      throw new IllegalArgumentException(
          "%s: %d and %d labels for %d rows of %d values"
              .formatted(title, rows.size(), columns.size(), values.length, width));
    }
    if (!(greatest > 0)) {
      throw new IllegalArgumentException("greatest must be above 0, not " + greatest);
    }
  }

  /**
   * A picture in grey: no labels, and the greatest value in full colour.
   *
   * @param values one array for each row, from the top
   * @return the panel
   */
  public static HeatMap image(double[][] values) {
    double greatest = Arrays.stream(values).flatMapToDouble(Arrays::stream).max().orElse(1);
    return new HeatMap("", List.of(), List.of(), values, greatest > 0 ? greatest : 1);
  }

  @Override
  public double height(double width) {
    if (values.length == 0) {
      return above();
    }
    return above() + (width - beside()) * values.length / values[0].length;
  }

  private double above() {
    return (title.isEmpty() ? 0 : 22) + (columns.isEmpty() ? 0 : 18);
  }

  private double beside() {
    int longest = rows.stream().mapToInt(String::length).max().orElse(-1);
    return longest < 0 ? 0 : 10 + 7 * longest;
  }

  @Override
  public void draw(Svg svg, Box box) {
    if (!title.isEmpty()) {
      svg.text("heading", box.left() + beside(), box.top() + 14, "start", title);
    }
    Box field = box.inside(beside(), above(), 0, 0);
    int count = values.length == 0 ? 0 : values[0].length;
    if (count == 0) {
      return;
    }
    double cell = field.width() / count;
    double bottom = Math.round(field.top() + cell * values.length);
    svg.rectangle("frame", new Box(field.left(), field.top(), field.right(), bottom));
    for (int i = 0; i < values.length; i++) {
      for (int j = 0; j < count; j++) {
        double strength = Math.clamp(values[i][j] / greatest, 0, 1);
        if (strength >= INVISIBLE) {
          svg.rectangle("area c0", cell(field, cell, i, j), strength);
        }
      }
    }
    String type = cell < 13 ? "fixed small" : "fixed";
    for (int i = 0; i < rows.size(); i++) {
      double y = field.top() + (i + 0.5) * cell + 4;
      svg.text(type, field.left() - 5, y, "end", rows.get(i));
    }
    for (int j = 0; j < columns.size(); j++) {
      double x = field.left() + (j + 0.5) * cell;
      svg.text(type, x, field.top() - 5, "middle", columns.get(j));
    }
  }

  /** Edges on whole pixels: between others, seams would show. */
  private static Box cell(Box field, double cell, int i, int j) {
    return new Box(
        Math.round(field.left() + j * cell),
        Math.round(field.top() + i * cell),
        Math.round(field.left() + (j + 1) * cell),
        Math.round(field.top() + (i + 1) * cell));
  }
}
