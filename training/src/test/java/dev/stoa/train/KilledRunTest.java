package dev.stoa.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("A run that is killed in the middle of a step")
class KilledRunTest {
  @TempDir Path temporary;

  @Test
  @Timeout(120)
  void endsWithTheSameBytesWhenItIsResumed() throws IOException, InterruptedException {
    Path whole = temporary.resolve("whole");
    finish(whole, 1, "from step 0");
    for (int threads = 1; threads <= 2; threads++) {
      Path killed = temporary.resolve("killed-" + threads);
      // Checkpoints are written after steps 4 and 8: step 11 is lost, and 9 and 10 with it.
      killInStep(killed, threads, 11);
      finish(killed, threads, "from step 8");
      TrainingRunTest.assertSameFiles(whole, killed);
    }
  }

  private void finish(Path directory, int threads, String beginning)
      throws IOException, InterruptedException {
    Process child = start(directory, threads, 0);
    try (BufferedReader output = child.inputReader()) {
      assertEquals(beginning, output.readLine(), this::errors);
      assertEquals("finished", output.readLine(), this::errors);
      assertEquals(0, child.waitFor(), this::errors);
    } finally {
      child.destroyForcibly();
    }
  }

  private void killInStep(Path directory, int threads, int step)
      throws IOException, InterruptedException {
    Process child = start(directory, threads, step);
    try (BufferedReader output = child.inputReader()) {
      assertEquals("from step 0", output.readLine(), this::errors);
      assertEquals(ChildRun.HALTED, output.readLine(), this::errors);
    } finally {
      child.destroyForcibly();
    }
    assertTrue(child.waitFor(30, TimeUnit.SECONDS), "the killed process does not end");
  }

  /** Starts a JVM with everything that this one has, on the class path. */
  private Process start(Path directory, int threads, int haltIn) throws IOException {
    String modules = System.getProperty("jdk.module.path", "");
    String path =
        String.join(
            File.pathSeparator, testClasses(), modules, System.getProperty("java.class.path"));
    return new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "--add-modules=jdk.incubator.vector",
            "-cp",
            path,
            ChildRun.class.getName(),
            directory.toString(),
            Integer.toString(threads),
            Integer.toString(haltIn))
        .redirectError(Redirect.appendTo(temporary.resolve("errors").toFile()))
        .start();
  }

  private static String testClasses() {
    String name = "/" + ChildRun.class.getName().replace('.', '/') + ".class";
    URL location = Objects.requireNonNull(ChildRun.class.getResource(name));
    try {
      String file = Path.of(location.toURI()).toString();
      return file.substring(0, file.length() - name.length());
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  private String errors() {
    try {
      return Files.readString(temporary.resolve("errors"));
    } catch (IOException e) {
      return e.toString();
    }
  }
}
