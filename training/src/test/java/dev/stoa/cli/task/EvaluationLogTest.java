package dev.stoa.cli.task;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.stoa.draw.LossCurve.Evaluation;
import dev.stoa.file.FormatException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("The log of validation losses")
class EvaluationLogTest {
  @Test
  @DisplayName("has the earlier losses of a resumed run, but none beyond its checkpoint")
  void evaluationsOutliveTheProcess(@TempDir Path run) throws IOException {
    EvaluationLog log = EvaluationLog.of(run, 0);
    log.add(10, 3.5);
    log.add(20, 2.5);
    log.add(20, 2.25);
    List<Evaluation> expected = List.of(new Evaluation(10, 3.5), new Evaluation(20, 2.25));
    assertEquals(expected, EvaluationLog.of(run, 25).evaluations());
    assertEquals(expected.subList(0, 1), EvaluationLog.of(run, 15).evaluations());
    Files.writeString(run.resolve("validation.csv"), "step,validation_loss\n10;3\n");
    FormatException damaged = assertThrows(FormatException.class, () -> EvaluationLog.of(run, 25));
    assertTrue(damaged.getMessage().contains("validation.csv, line 2"), damaged.getMessage());
  }
}
