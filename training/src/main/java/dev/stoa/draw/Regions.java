package dev.stoa.draw;

import java.util.List;

/**
 * What a classifier says about each place of a plane: the colour is that of the most probable
 * class, the stronger the surer it is. Examples are dots.
 *
 * @param title what is shown, or "" if the figure says it
 * @param low the least x and y that are shown
 * @param high the greatest x and y, above low
 * @param probabilities of the classes, one array for each of the places of {@link #places}
 * @param examples what the classifier was taught, or any other points
 */
public record Regions(
    String title, double low, double high, double[][] probabilities, List<Example> examples)
    implements Panel {
  private static final int STRENGTHS = 10;

  /**
   * A point with a class.
   *
   * @param x to the right
   * @param y upwards
   * @param label number of its class, from 0, which is that of its colour
   */
  public record Example(double x, double y, int label) {}

  /**
   * Checks the numbers and takes a copy of the list.
   *
   * @throws IllegalArgumentException if the places are no square, or low is not below high
   */
  public Regions {
    int side = side(probabilities);
    if (side * side != probabilities.length || side == 0 || !(low < high)) {
      throw new IllegalArgumentException(
          "expected the classes of the places of a square, but there are %d from %s to %s"
              .formatted(probabilities.length, low, high));
    }
    examples = List.copyOf(examples);
  }

  private static int side(double[][] probabilities) {
    return (int) Math.round(Math.sqrt(probabilities.length));
  }

  /**
   * The places that a classifier is asked about: the middles of the cells of a square.
   *
   * @param low the least x and y that are shown
   * @param high the greatest x and y
   * @param side cells beside each other
   * @return side · side points, x and y each, row by row from the top
   */
  public static double[][] places(double low, double high, int side) {
    double[][] places = new double[side * side][];
    double cell = (high - low) / side;
    for (int i = 0; i < places.length; i++) {
      double x = low + (i % side + 0.5) * cell;
      double y = high - (i / side + 0.5) * cell;
      places[i] = new double[] {x, y};
    }
    return places;
  }

  @Override
  public double height(double width) {
    return (title.isEmpty() ? 0 : 24) + width;
  }

  @Override
  public void draw(Svg svg, Box box) {
    double top = box.top();
    if (!title.isEmpty()) {
      svg.text("heading", box.left(), top + 15, "start", title);
      top += 24;
    }
    int side = side(probabilities);
    double cell = box.width() / side;
    for (int row = 0; row < side; row++) {
      double y = top + row * cell;
      for (int from = 0, to; from < side; from = to) {
        int place = row * side + from;
        int label = best(probabilities[place]);
        int strength = strength(probabilities[place]);
        // Equal neighbours are one rectangle: the file stays small.
        to = from + 1;
        while (to < side
            && best(probabilities[row * side + to]) == label
            && strength(probabilities[row * side + to]) == strength) {
          to++;
        }
        // Edges on whole pixels: between others, seams would show.
        double left = Math.round(box.left() + from * cell);
        double right = Math.round(box.left() + to * cell);
        Box run = new Box(left, Math.round(y), right, Math.round(y + cell));
        svg.rectangle("area " + Svg.colour(label), run, 0.45 * strength / STRENGTHS);
      }
    }
    for (Example example : examples) {
      double x = box.left() + (example.x - low) / (high - low) * box.width();
      double y = top + (high - example.y) / (high - low) * box.width();
      svg.dot("point " + Svg.colour(example.label), x, y, 3.5);
    }
  }

  private static int best(double[] classes) {
    int best = 0;
    for (int i = 1; i < classes.length; i++) {
      if (classes[i] > classes[best]) {
        best = i;
      }
    }
    return best;
  }

  /** From 0, where all classes are equally probable, to {@link #STRENGTHS}. */
  private static int strength(double[] classes) {
    double guess = 1.0 / classes.length;
    double sure = (classes[best(classes)] - guess) / (1 - guess);
    return (int) Math.round(Math.clamp(sure, 0, 1) * STRENGTHS);
  }
}
