package dev.stoa.cli.show;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("Progress")
class ProgressTest {
  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
  private final PrintStream err = new PrintStream(bytes, true, StandardCharsets.UTF_8);
  private long now;

  private Progress progress(Terminal terminal, long total) {
    return new Progress(err, terminal, () -> now, 0, total);
  }

  private static Terminal terminal(int columns) {
    return new Terminal(true, false, () -> columns);
  }

  private List<String> lines() {
    return bytes.toString(StandardCharsets.UTF_8).lines().toList();
  }

  @Test
  @DisplayName("half of 100 steps, two seconds each: half a bar and 100 seconds left")
  void workedExample() {
    ProgressLine line = new ProgressLine(50, 100, 1.5, 12_345, 100);
    // 70 columns leave 69, the words and a blank take 48, the brackets 2: 19 for the bar.
    assertEquals(
        "[=========>         ]  50/100  loss 1.5000  12.3k tokens/s  1:40 left", line.fitted(70));
    assertEquals("50 %   50/100  loss 1.5000  12.3k tokens/s  1:40 left", line.plain());
  }

  @Test
  @DisplayName("the line is shorter than the terminal at every width and every state")
  void neverTooWide() {
    for (int columns = 1; columns <= 200; columns++) {
      for (long done : new long[] {0, 1, 999_999, 1_000_000}) {
        for (double loss : new double[] {Double.NaN, 0.1, 12.3456, Double.POSITIVE_INFINITY}) {
          for (double left : new double[] {Double.NaN, 0, 3599.6, 1e7}) {
            String line = new ProgressLine(done, 1_000_000, loss, 999_999, left).fitted(columns);
            assertTrue(line.length() < columns, columns + " columns: " + line);
          }
        }
      }
    }
  }

  @Test
  @DisplayName("40 columns hold a bar, the steps, the loss, the speed and the time left")
  void narrowTerminal() {
    String line = new ProgressLine(1234, 2000, 1.8765, 12_345, 83).fitted(40);
    assertEquals("[====>   ] 1234/2000 1.876 12.3k/s 1:23", line);
  }

  @Test
  @DisplayName("the time left follows from the steps since the first, which waits for compilers")
  void timeLeft() {
    Progress progress = progress(Terminal.none(), 10);
    now += TimeUnit.SECONDS.toNanos(60);
    progress.update(1);
    now += TimeUnit.SECONDS.toNanos(11);
    progress.update(2);
    assertTrue(lines().getLast().endsWith("1:28 left"), lines().toString());
  }

  @Test
  @DisplayName("one slow step at the start does not count for more than its time")
  void slowStart() {
    Progress progress = progress(Terminal.none(), 1100);
    progress.update(1);
    now += TimeUnit.SECONDS.toNanos(1);
    progress.update(2);
    for (int step = 3; step <= 110; step++) {
      now += TimeUnit.MILLISECONDS.toNanos(10);
      progress.update(step);
    }
    // 109 steps in 2.1 seconds: some 20 seconds for the other 990.
    String last = lines().getLast();
    assertTrue(last.matches(".* 0:(1[5-9]|2[0-5]) left"), last);
  }

  @Test
  @DisplayName("the time that a note reports on is no step's time")
  void notesCostNothing() {
    Progress progress = progress(Terminal.none(), 4);
    progress.update(1);
    now += TimeUnit.HOURS.toNanos(1);
    progress.note("that took an hour");
    now += TimeUnit.SECONDS.toNanos(5);
    progress.update(2);
    assertTrue(lines().getLast().endsWith("0:10 left"), lines().toString());
  }

  @Test
  @DisplayName("without a terminal, a fast run prints ten plain lines")
  void plainLines() {
    try (Progress progress = progress(Terminal.none(), 1000)) {
      for (int step = 1; step <= 1000; step++) {
        now += TimeUnit.MILLISECONDS.toNanos(1);
        progress.update(step, 2, 100);
      }
    }
    assertEquals(10, lines().size());
    assertTrue(lines().stream().allMatch(line -> line.matches("[ -~]+")), "no control characters");
  }

  @Test
  @DisplayName("without a terminal, a slow run prints a plain line every ten seconds")
  void slowRun() {
    Progress progress = progress(Terminal.none(), 1_000_000);
    for (int step = 1; step <= 65; step++) {
      now += TimeUnit.SECONDS.toNanos(1);
      progress.update(step);
    }
    assertEquals(6, lines().size());
  }

  @Test
  @DisplayName(
      "in a terminal, one line is drawn again, at most ten times a second, and ends at last")
  void redraws() {
    try (Progress progress = progress(terminal(80), 1000)) {
      for (int step = 1; step <= 999; step++) {
        now += TimeUnit.MILLISECONDS.toNanos(1);
        progress.update(step, 2, 100);
      }
    }
    String drawn = bytes.toString(StandardCharsets.UTF_8);
    // Once at the start, then every 100 ms of 999, then for the end.
    assertEquals(11, drawn.chars().filter(c -> c == '\r').count());
    assertEquals(1, drawn.chars().filter(c -> c == '\n').count());
    assertTrue(drawn.contains("999/1000"), "the last state stands");
    assertTrue(drawn.endsWith(System.lineSeparator()));
    assertFalse(drawn.matches("(?s).*\u001b\\[[0-9;]*m.*"), "no colours");
  }
}
