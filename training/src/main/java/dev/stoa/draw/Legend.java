package dev.stoa.draw;

import java.util.ArrayList;
import java.util.List;

/** Names beside samples of what they stand for, in as many rows as they need. */
final class Legend {
  private static final int ROW = 20;
  private static final int SAMPLE = 24;

  /** About the width of a letter. */
  private static final double LETTER = 7.5;

  /** What draws the sample of an entry into a box. */
  @FunctionalInterface
  interface Sample {
    void draw(Svg svg, Box box);
  }

  private record Entry(String name, Sample sample) {}

  private final List<Entry> entries = new ArrayList<>();

  void add(String name, Sample sample) {
    entries.add(new Entry(name, sample));
  }

  /** The height of all rows; 0 without entries. */
  double height(double width) {
    return place(width, (_, _, _) -> {});
  }

  void draw(Svg svg, Box box) {
    place(
        box.width(),
        (entry, x, y) -> {
          double left = box.left() + x;
          double top = box.top() + y;
          entry.sample.draw(svg, new Box(left, top + 3, left + SAMPLE, top + ROW - 3));
          svg.text("label", left + SAMPLE + 7, top + 15, "start", entry.name);
        });
  }

  private interface Place {
    void at(Entry entry, double x, double y);
  }

  private double place(double width, Place place) {
    double x = 0;
    double y = 0;
    for (Entry entry : entries) {
      double length = SAMPLE + 7 + entry.name.length() * LETTER;
      if (x > 0 && x + length > width) {
        x = 0;
        y += ROW;
      }
      place.at(entry, x, y);
      x += length + 14;
    }
    return entries.isEmpty() ? 0 : y + ROW;
  }
}
