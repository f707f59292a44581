package dev.stoa.cli.show;

import dev.stoa.file.AtomicFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The loss of a training run over its steps, drawn as an SVG: each step's loss faint, a moving mean
 * of it strong, and the losses on the validation part as points. It is readable on a light and on a
 * dark ground.
 *
 * @param title what was trained, one line
 * @param losses the loss of each step, in nats
 * @param validation losses on the validation part, in the order of their steps
 */
public record LossCurve(String title, float[] losses, List<Evaluation> validation) {
  /**
   * A loss on the validation part.
   *
   * @param step updates done before it
   * @param loss mean in nats
   */
  public record Evaluation(int step, double loss) {}

  private static final int WIDTH = 860;
  private static final int HEIGHT = 480;
  private static final int LEFT = 70;
  private static final int RIGHT = WIDTH - 40;
  private static final int TOP = 60;
  private static final int BOTTOM = HEIGHT - 60;

  private static final String STYLE =
      """
        .ground { fill: #ffffff }
        text { fill: #33373d; font: 14px system-ui, "Helvetica Neue", Arial, sans-serif }
        .title { font-size: 18px; font-weight: 600 }
        .grid { stroke: #dde1e6; stroke-width: 1 }
        .axis { stroke: #6b7280; stroke-width: 1; fill: none }
        .raw { stroke: #2f6fdb; stroke-width: 1; stroke-opacity: 0.25; fill: none }
        .mean { stroke: #2f6fdb; stroke-width: 2; fill: none }
        .validation { stroke: #c2410c; stroke-width: 1.5; fill: none; stroke-dasharray: 4 3 }
        .point { fill: #c2410c }
        @media (prefers-color-scheme: dark) {
          .ground { fill: #15181d }
          text { fill: #d5dae1 }
          .grid { stroke: #2c323a }
          .axis { stroke: #8b93a0 }
          .raw, .mean { stroke: #6ea8ff }
          .validation { stroke: #ffa366 }
          .point { fill: #ffa366 }
        }
      """;

  /**
   * Writes the picture, replacing the file at once when all of it is written.
   *
   * @param file where it goes
   * @throws IOException if it cannot be written
   */
  public void save(Path file) throws IOException {
    AtomicFile.write(file, svg());
  }

  /** The picture as text. */
  String svg() {
    ChartAxis x = ChartAxis.exactly(0, Math.max(1, lastStep()), LEFT, RIGHT, 8);
    double[] range = range();
    ChartAxis y = ChartAxis.around(range[0], range[1], BOTTOM, TOP, 7);
    Svg svg = new Svg(WIDTH, HEIGHT, title, STYLE);
    svg.rectangle("ground", 0, 0, WIDTH, HEIGHT);
    svg.text("title", LEFT, 34, "start", title);
    axes(svg, x, y);
    svg.line("raw", raw(x, y));
    svg.line("mean", mean(x, y));
    List<Evaluation> finite =
        validation.stream().filter(evaluation -> Double.isFinite(evaluation.loss)).toList();
    svg.line("validation", finite.stream().map(point -> at(x, y, point.step, point.loss)).toList());
    for (Evaluation point : finite) {
      svg.dot("point", x.at(point.step), y.at(point.loss));
    }
    legend(svg);
    return svg.text();
  }

  private static double[] at(ChartAxis x, ChartAxis y, double step, double loss) {
    return new double[] {x.at(step), y.at(loss)};
  }

  private int lastStep() {
    return validation.stream().mapToInt(Evaluation::step).reduce(losses.length, Math::max);
  }

  private double[] range() {
    double low = Double.POSITIVE_INFINITY;
    double high = Double.NEGATIVE_INFINITY;
    for (float loss : losses) {
      if (Float.isFinite(loss)) {
        low = Math.min(low, loss);
        high = Math.max(high, loss);
      }
    }
    for (Evaluation evaluation : validation) {
      if (Double.isFinite(evaluation.loss)) {
        low = Math.min(low, evaluation.loss);
        high = Math.max(high, evaluation.loss);
      }
    }
    return low <= high ? new double[] {low, high} : new double[] {0, 1};
  }

  private static void axes(Svg svg, ChartAxis x, ChartAxis y) {
    for (double tick : y.ticks()) {
      svg.segment("grid", LEFT, y.at(tick), RIGHT, y.at(tick));
      svg.text("label", LEFT - 10, y.at(tick) + 5, "end", y.label(tick));
    }
    for (double tick : x.ticks()) {
      svg.segment("axis", x.at(tick), BOTTOM, x.at(tick), BOTTOM + 6);
      svg.text("label", x.at(tick), BOTTOM + 23, "middle", x.label(tick));
    }
    svg.segment("axis", LEFT, BOTTOM, RIGHT, BOTTOM);
    svg.segment("axis", LEFT, TOP, LEFT, BOTTOM);
    svg.text("label", (LEFT + RIGHT) / 2.0, HEIGHT - 14, "middle", "step");
    svg.upwardText("label", 20, (TOP + BOTTOM) / 2.0, "loss (nats per token)");
  }

  /** Each step's loss; of many steps that share a column of pixels, the least and the greatest. */
  private List<double[]> raw(ChartAxis x, ChartAxis y) {
    List<double[]> points = new ArrayList<>();
    int bucket = Math.max(1, Math.ceilDiv(losses.length, RIGHT - LEFT));
    for (int from = 0; from < losses.length; from += bucket) {
      float[] values = Arrays.copyOfRange(losses, from, Math.min(losses.length, from + bucket));
      Arrays.sort(values);
      float least = values[0];
      float greatest = values[values.length - 1];
      if (Float.isFinite(least)) {
        points.add(at(x, y, from + 1, least));
      }
      if (values.length > 1 && Float.isFinite(greatest)) {
        points.add(at(x, y, from + values.length, greatest));
      }
    }
    return points;
  }

  /** At each of about 400 steps, the mean over a fiftieth of the run around it. */
  private List<double[]> mean(ChartAxis x, ChartAxis y) {
    List<double[]> points = new ArrayList<>();
    int count = losses.length;
    double[] sums = new double[count + 1];
    int[] counts = new int[count + 1];
    for (int i = 0; i < count; i++) {
      boolean finite = Float.isFinite(losses[i]);
      sums[i + 1] = sums[i] + (finite ? losses[i] : 0);
      counts[i + 1] = counts[i] + (finite ? 1 : 0);
    }
    int stride = Math.max(1, count / 400);
    for (int i = 0; i < count; i = i == count - 1 ? count : Math.min(i + stride, count - 1)) {
      // At the start, where the loss falls fast, the window is no longer ahead than behind.
      int behind = Math.min(count / 100, i);
      int ahead = Math.min(behind, count - 1 - i);
      int from = i - behind;
      int to = i + ahead + 1;
      int finite = counts[to] - counts[from];
      if (finite > 0) {
        points.add(at(x, y, i + 1, (sums[to] - sums[from]) / finite));
      }
    }
    return points;
  }

  private void legend(Svg svg) {
    int left = RIGHT - 200;
    int row = TOP + 22;
    svg.rectangle("ground", left - 10, TOP + 4, 206, validation.isEmpty() ? 46 : 66);
    svg.segment("mean", left, row - 5, left + 30, row - 5);
    svg.text("label", left + 40, row, "start", "training, mean");
    svg.segment("raw", left, row + 15, left + 30, row + 15);
    svg.text("label", left + 40, row + 20, "start", "training, each step");
    if (!validation.isEmpty()) {
      svg.segment("validation", left, row + 35, left + 30, row + 35);
      svg.dot("point", left + 15, row + 35);
      String last = Numbers.loss(validation.getLast().loss);
      svg.text("label", left + 40, row + 40, "start", "validation, last " + last);
    }
  }
}
