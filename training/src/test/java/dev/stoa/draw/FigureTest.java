package dev.stoa.draw;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("A figure")
class FigureTest {
  private static final Pattern RECTANGLE =
      Pattern.compile(
          "<rect class=\"area c(\\d)\".* width=\"([^\"]+)\" height=\"[^\"]+\""
              + "(?: fill-opacity=\"([^\"]+)\")?/>");

  private static List<MatchResult> rectangles(Panel panel) {
    return RECTANGLE.matcher(new Figure("t", panel).svg()).results().toList();
  }

  @Test
  @DisplayName("puts panels row by row, each row as high as its highest panel")
  void rows() {
    record Fixed(double height, StringBuilder log) implements Panel {
      @Override
      public double height(double width) {
        return height;
      }

      @Override
      public void draw(Svg svg, Box box) {
        log.append(
            "%.0f,%.0f-%.0f,%.0f ".formatted(box.left(), box.top(), box.right(), box.bottom()));
      }
    }
    StringBuilder log = new StringBuilder();
    List<Panel> panels = List.of(new Fixed(50, log), new Fixed(80, log), new Fixed(30, log));
    String svg = new Figure("t", "note", 2, panels).svg();
    // 860 wide: 20 at both sides, 16 between, 402 for each.
    assertEquals("20,76-422,156 438,76-840,156 20,172-422,202 ", log.toString());
    assertTrue(svg.contains("width=\"860\" height=\"218\""), svg);
  }

  @Test
  @DisplayName("is written into a folder that is made for it, without scripts")
  void written(@TempDir Path folder) throws IOException {
    Path file = folder.resolve("new").resolve("f.svg");
    new Figure("a < b", HeatMap.image(new double[][] {{1}})).save(file);
    String text = Files.readString(file);
    assertTrue(text.contains("<title>a &lt; b</title>") && text.endsWith("</svg>\n"), text);
    assertFalse(text.contains("<script"), text);
  }

  @Test
  @DisplayName("of curves names each in the legend and leaves out points that are not finite")
  void curves() {
    Map<String, double[]> lines = new LinkedHashMap<>();
    lines.put("one", new double[] {0, Double.NaN, 2});
    lines.put("two", new double[] {1, 1, Double.POSITIVE_INFINITY});
    double[] at = {0, 0.5, 1};
    String svg = new Figure("t", Curves.of("c", "x", "y", at, lines)).svg();
    assertTrue(svg.contains(">one</text>") && svg.contains(">two</text>"), svg);
    assertFalse(svg.contains("NaN") || svg.contains("Infinity"), svg);
    // From 0 to 1 in steps of less than 1, since the points are no counts.
    assertTrue(svg.contains(">0.5</text>"), svg);
    assertThrows(
        IllegalArgumentException.class,
        () -> Curves.of("c", "x", "y", at, Map.of("short", new double[2])));
  }

  @Test
  @DisplayName("of a heat map has a cell for each value above 0, as strong as its share")
  void heatMap() {
    double[][] values = {{1, 0}, {0.25, 4}};
    HeatMap map = new HeatMap("t", List.of("a", "b"), List.of("c", "d"), values, 2);
    List<String> strengths = rectangles(map).stream().map(cell -> cell.group(3)).toList();
    // 4 is above the greatest: full colour, which is written without opacity.
    assertEquals(Arrays.asList("0.50", "0.13", null), strengths);
    assertThrows(
        IllegalArgumentException.class,
        () -> new HeatMap("t", List.of("a"), List.of("c", "d"), values, 2));
  }

  @Test
  @DisplayName("of bars draws lengths in proportion")
  void bars() {
    Bars bars = new Bars("t", List.of("a", "b"), new double[] {0.5, 0.25}, null, 1);
    List<MatchResult> all = rectangles(bars);
    double first = Double.parseDouble(all.get(0).group(2));
    double second = Double.parseDouble(all.get(1).group(2));
    assertEquals(first, 2 * second, 0.2);
    assertThrows(
        IllegalArgumentException.class,
        () -> new Bars("t", List.of("a"), new double[] {1, 2}, null, 1));
  }

  @Test
  @DisplayName("of regions asks about the middles of cells from the top left, and colours the best")
  void regions() {
    double[][] places = Regions.places(-1, 1, 2);
    assertArrayEquals(new double[] {-0.5, 0.5}, places[0]);
    assertArrayEquals(new double[] {0.5, -0.5}, places[3]);
    double[][] classes = {{1, 0}, {0.5, 0.5}, {0, 1}, {0, 1}};
    List<MatchResult> cells = rectangles(new Regions("t", -1, 1, classes, List.of()));
    // The last two are neighbours that are equal: one rectangle over the whole width.
    assertEquals(3, cells.size());
    assertEquals("0 0.45", cells.get(0).group(1) + " " + cells.get(0).group(3));
    assertEquals("0 0.00", cells.get(1).group(1) + " " + cells.get(1).group(3));
    assertEquals("1 820.0", cells.get(2).group(1) + " " + cells.get(2).group(2));
    assertThrows(
        IllegalArgumentException.class, () -> new Regions("t", -1, 1, new double[3][2], List.of()));
  }
}
