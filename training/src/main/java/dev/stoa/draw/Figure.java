package dev.stoa.draw;

import dev.stoa.file.AtomicFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Panels beside and below each other under one title.
 *
 * @param title what is shown, one line
 * @param note how to read it, one line, or "" for none
 * @param columns how many panels are beside each other, at least 1
 * @param panels row by row
 */
public record Figure(String title, String note, int columns, List<Panel> panels) {
  private static final int WIDTH = 860;
  private static final int MARGIN = 20;
  private static final int GAP = 16;

  private static final String STYLE =
      """
        .ground { fill: #ffffff }
        text { fill: #33373d; font: 13px system-ui, "Helvetica Neue", Arial, sans-serif }
        .title { font-size: 18px; font-weight: 600 }
        .heading { font-size: 14px; font-weight: 600 }
        .fixed { font-family: ui-monospace, Menlo, Consolas, "DejaVu Sans Mono", monospace }
        .small { font-size: 11px }
        .grid { stroke: #dde1e6; stroke-width: 1 }
        .axis { stroke: #6b7280; stroke-width: 1; fill: none }
        .frame { fill: #eef1f5; shape-rendering: crispEdges }
        .line { stroke: currentColor; stroke-width: 2; fill: none; stroke-linejoin: round }
        .faint { stroke: currentColor; stroke-width: 1; stroke-opacity: 0.3; fill: none }
        .dashed { stroke: currentColor; stroke-width: 1.5; fill: none; stroke-dasharray: 4 3 }
        .area { fill: currentColor; shape-rendering: crispEdges }
        .dot { fill: currentColor }
        .point { fill: currentColor; stroke: #ffffff; stroke-width: 1 }
        .c0 { color: #2f6fdb }
        .c1 { color: #c2410c }
        .c2 { color: #15803d }
        .c3 { color: #8b3fc7 }
        .c4 { color: #8a6d00 }
        .c5 { color: #be185d }
        @media (prefers-color-scheme: dark) {
          .ground { fill: #15181d }
          text { fill: #d5dae1 }
          .grid { stroke: #2c323a }
          .axis { stroke: #8b93a0 }
          .frame { fill: #1f242b }
          .point { stroke: #15181d }
          .c0 { color: #6ea8ff }
          .c1 { color: #ffa366 }
          .c2 { color: #4ade80 }
          .c3 { color: #c792ff }
          .c4 { color: #facc15 }
          .c5 { color: #ff7ab8 }
        }
      """;

  /**
   * Checks the number and takes a copy of the list.
   *
   * @throws IllegalArgumentException for fewer columns than 1
   */
  public Figure {
    if (columns < 1) {
      throw new IllegalArgumentException("columns must be at least 1, not " + columns);
    }
    panels = List.copyOf(panels);
  }

  /**
   * A figure of one panel.
   *
   * @param title what is shown, one line
   * @param panel the panel
   */
  public Figure(String title, Panel panel) {
    this(title, "", 1, List.of(panel));
  }

  /**
   * Writes the picture, replacing the file at once when all of it is written. Folders that are
   * missing are made.
   *
   * @param file where it goes, usually with a name that ends with .svg
   * @throws IOException if it cannot be written
   */
  public void save(Path file) throws IOException {
    Files.createDirectories(file.toAbsolutePath().getParent());
    AtomicFile.write(file, svg());
  }

  /** The picture as text. */
  String svg() {
    double width = (WIDTH - 2.0 * MARGIN - (columns - 1) * GAP) / columns;
    double top = note.isEmpty() ? 54 : 76;
    Svg svg = new Svg(WIDTH, (int) Math.ceil(top + height(width)), title, STYLE);
    svg.rectangle("ground", new Box(0, 0, WIDTH, top + height(width)));
    svg.text("title", MARGIN, 34, "start", title);
    svg.text("label", MARGIN, 57, "start", note);
    double y = top;
    for (int first = 0; first < panels.size(); first += columns) {
      double height = rowHeight(first, width);
      for (int i = first; i < Math.min(panels.size(), first + columns); i++) {
        double x = MARGIN + (i - first) * (width + GAP);
        panels.get(i).draw(svg, new Box(x, y, x + width, y + height));
      }
      y += height + GAP;
    }
    return svg.text();
  }

  /** All rows, each with the gap below it. */
  private double height(double width) {
    double height = 0;
    for (int first = 0; first < panels.size(); first += columns) {
      height += rowHeight(first, width) + GAP;
    }
    return height;
  }

  private double rowHeight(int first, double width) {
    return panels.subList(first, Math.min(panels.size(), first + columns)).stream()
        .mapToDouble(panel -> panel.height(width))
        .max()
        .orElse(0);
  }
}
