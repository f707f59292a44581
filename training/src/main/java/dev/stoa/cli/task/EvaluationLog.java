package dev.stoa.cli.task;

import dev.stoa.draw.LossCurve.Evaluation;
import dev.stoa.file.AtomicFile;
import dev.stoa.file.FormatException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * The validation losses of a run in a file beside its checkpoint, one line {@code step,loss} each,
 * so that the loss curve of a resumed run has its earlier points.
 */
final class EvaluationLog {
  private static final String HEADER = "step,validation_loss";

  private final Path file;
  private final List<Evaluation> evaluations;

  private EvaluationLog(Path file, List<Evaluation> evaluations) {
    this.file = file;
    this.evaluations = evaluations;
  }

  /**
   * The log of a run.
   *
   * @param directory the run's directory
   * @param steps how many steps its checkpoint has: what was logged after them is forgotten
   * @throws FormatException if the file holds something else
   */
  static EvaluationLog of(Path directory, int steps) throws IOException {
    Path file = directory.resolve("validation.csv");
    List<Evaluation> evaluations = new ArrayList<>();
    if (Files.exists(file)) {
      List<String> lines = Files.readAllLines(file);
      for (int i = 1; i < lines.size(); i++) {
        Evaluation evaluation = parse(file, i + 1, lines.get(i));
        if (evaluation.step() <= steps) {
          evaluations.add(evaluation);
        }
      }
    }
    return new EvaluationLog(file, evaluations);
  }

  private static Evaluation parse(Path file, int number, String line) throws FormatException {
    try {
      int comma = line.indexOf(',');
      return new Evaluation(
          Integer.parseInt(line.substring(0, comma)),
          Double.parseDouble(line.substring(comma + 1)));
    } catch (NumberFormatException | IndexOutOfBoundsException damaged) {
      throw FormatException.atLine(
          file, number, "expected a step, a comma and a loss; without the file a run goes on too");
    }
  }

  /** All of them, in the order of their steps. */
  List<Evaluation> evaluations() {
    return List.copyOf(evaluations);
  }

  /** Adds one and replaces the file. */
  void add(int step, double loss) throws IOException {
    evaluations.removeIf(earlier -> earlier.step() >= step);
    evaluations.add(new Evaluation(step, loss));
    StringBuilder text = new StringBuilder(HEADER).append('\n');
    for (Evaluation evaluation : evaluations) {
      text.append(String.format(Locale.ROOT, "%d,%.6f\n", evaluation.step(), evaluation.loss()));
    }
    AtomicFile.write(file, text.toString());
  }
}
