package dev.stoa.draw;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * The loss of a training run over its steps: each step's loss faint, a moving mean of it strong,
 * and the losses on the validation part as points.
 *
 * @param title what was trained, one line
 * @param losses the loss of each step, in nats
 * @param validation losses on the validation part, in the order of their steps
 */
public record LossCurve(String title, float[] losses, List<Evaluation> validation) {
  /** About as many columns of pixels as the drawing has. */
  private static final int COLUMNS = 750;

  /**
   * A loss on the validation part.
   *
   * @param step updates done before it
   * @param loss mean in nats
   */
  public record Evaluation(int step, double loss) {}

  /** Takes a copy of the list. */
  public LossCurve {
    validation = List.copyOf(validation);
  }

  /**
   * The picture.
   *
   * @return a figure of one panel
   */
  public Figure figure() {
    List<Curve> curves = new ArrayList<>();
    curves.add(curve("training, each step", 0, Curve.Form.FAINT, raw()));
    curves.add(curve("training, mean", 0, Curve.Form.LINE, mean()));
    if (!validation.isEmpty()) {
      String last = String.format(Locale.ROOT, "%.4f", validation.getLast().loss);
      List<double[]> points = validation.stream().map(e -> new double[] {e.step, e.loss}).toList();
      curves.add(curve("validation, last " + last, 1, Curve.Form.POINTS, points));
    }
    return new Figure(title, new Curves("", "step", "loss (nats per token)", curves));
  }

  private static Curve curve(String name, int colour, Curve.Form form, List<double[]> points) {
    return new Curve(
        name,
        colour,
        form,
        points.stream().mapToDouble(point -> point[0]).toArray(),
        points.stream().mapToDouble(point -> point[1]).toArray());
  }

  /**
   * Writes the picture, replacing the file at once when all of it is written.
   *
   * @param file where it goes
   * @throws IOException if it cannot be written
   */
  public void save(Path file) throws IOException {
    figure().save(file);
  }

  /** Each step's loss; of many steps that share a column of pixels, the least and the greatest. */
  private List<double[]> raw() {
    List<double[]> points = new ArrayList<>();
    int bucket = Math.max(1, Math.ceilDiv(losses.length, COLUMNS));
    for (int from = 0; from < losses.length; from += bucket) {
      float[] values = Arrays.copyOfRange(losses, from, Math.min(losses.length, from + bucket));
      Arrays.sort(values);
      points.add(new double[] {from + 1, values[0]});
      if (values.length > 1) {
        points.add(new double[] {from + values.length, values[values.length - 1]});
      }
    }
    return points;
  }

  /** At each of about 400 steps, the mean over a fiftieth of the run around it. */
  private List<double[]> mean() {
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
        points.add(new double[] {i + 1, (sums[to] - sums[from]) / finite});
      }
    }
    return points;
  }
}
