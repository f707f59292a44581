package dev.stoa.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("A training that is asked to end")
class InterruptionTest {
  @TempDir Path folder;

  /** The command line in a JVM of its own, on this JVM's module path. */
  private Process start(Path err, String... arguments) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("-XX:TieredStopAtLevel=1");
    command.addAll(List.of("--add-modules", "info.picocli,jdk.incubator.vector"));
    command.addAll(List.of("--module-path", System.getProperty("jdk.module.path")));
    command.addAll(List.of("--module", "dev.stoa.training/dev.stoa.cli.Stoa"));
    command.addAll(List.of(arguments));
    return new ProcessBuilder(command)
        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
        .redirectError(err.toFile())
        .start();
  }

  @Test
  @Timeout(60)
  @DisplayName("saves the present step, says how to go on, and dies of the signal")
  void savesAndTells() throws Exception {
    Path text = folder.resolve("text.txt");
    Files.writeString(text, "the cat sat on the mat, the dog sat on the log.\n".repeat(100));
    Path out = folder.resolve("run");
    Path err = folder.resolve("err.txt");
    String arguments =
        "train --text %s --out %s --characters --layers 1 --heads 1 --channels 8 --context 8"
                .formatted(text, out)
            + " --batch 1 --steps 5000000 --save-every 0 --evaluate-every 10";
    Process process = start(err, arguments.split(" "));
    try {
      while (!Files.readString(err).contains("step 10:")) {
        assertTrue(process.isAlive(), () -> read(err));
        Thread.sleep(50);
      }
      // SIGTERM: a test that runs in the background has SIGINT ignored, as its children have.
      process.destroy();
      assertTrue(process.waitFor(30, TimeUnit.SECONDS), "it ends");
    } finally {
      process.destroyForcibly();
    }
    assertEquals(128 + 15, process.exitValue());
    String told = read(err);
    assertTrue(told.contains("stoa train --resume --out " + out), told);
    int step = Integer.parseInt(told.replaceAll("(?s).*step (\\d+) is saved.*", "$1"));
    assertTrue(step >= 10, told);
    assertEquals(step, dev.stoa.train.TrainingRun.resume(out).steps());
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException exception) {
      return exception.toString();
    }
  }
}
