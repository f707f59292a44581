package dev.stoa.cli.show;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.IntSupplier;

/**
 * What stderr or stdout can do.
 *
 * @param redraws whether a line can be drawn again in place: it is a terminal, and no dumb one
 * @param colours whether emphasis is wanted there (see <a href="https://no-color.org">NO_COLOR</a>)
 * @param columns its width now, at least 1
 */
public record Terminal(boolean redraws, boolean colours, IntSupplier columns) {
  /** The width of text that goes to no terminal. */
  static final int DEFAULT_COLUMNS = 80;

  /** How often a terminal that may have been resized is asked for its width. */
  private static final long ASK_EVERY_NANOSECONDS = TimeUnit.SECONDS.toNanos(2);

  /**
   * A file or a pipe.
   *
   * @return what can do nothing
   */
  public static Terminal none() {
    return new Terminal(false, false, () -> DEFAULT_COLUMNS);
  }

  /**
   * The one that this process's stderr is connected to, if any.
   *
   * @param environment the environment's variables: TERM, NO_COLOR, COLUMNS
   */
  static Terminal ofStandardError(Map<String, String> environment) {
    return of(askStandardError(), environment);
  }

  /**
   * The one that this process's stdout is connected to, if any.
   *
   * @param environment the environment's variables: TERM, NO_COLOR, COLUMNS
   */
  static Terminal ofStandardOutput(Map<String, String> environment) {
    return of(askStandardOutput(), environment);
  }

  /**
   * A terminal that says to be so many columns wide, 0 if it does not know, -1 if there is none.
   *
   * @param columns the columns, 0 or -1
   * @param environment the environment's variables
   * @return what it can do
   */
  public static Terminal of(int columns, Map<String, String> environment) {
    if (columns < 0) {
      return none();
    }
    boolean able = !environment.getOrDefault("TERM", "dumb").equals("dumb");
    boolean colours = able && environment.getOrDefault("NO_COLOR", "").isEmpty();
    return new Terminal(able, colours, new Width(columns, environment.get("COLUMNS")));
  }

  /**
   * Emphasizes a text if that is wanted.
   *
   * @param text the text
   * @return the text, between the codes for it if they are wanted
   */
  public String bold(String text) {
    return colours ? "\u001b[1m" + text + "\u001b[0m" : text;
  }

  /** The width, asked for again now and then. */
  private static final class Width implements IntSupplier {
    private final int fallback;
    private int columns;
    private long asked = System.nanoTime();

    Width(int columns, String variable) {
      this.columns = columns;
      fallback =
          variable != null && variable.matches("[1-9]\\d{0,4}") ? Integer.parseInt(variable) : 0;
    }

    @Override
    public synchronized int getAsInt() {
      if (System.nanoTime() - asked > ASK_EVERY_NANOSECONDS) {
        columns = askStandardError();
        asked = System.nanoTime();
      }
      return columns > 0 ? columns : fallback > 0 ? fallback : DEFAULT_COLUMNS;
    }
  }

  /** The width of the terminal behind stderr; Java itself does not know it. */
  private static int askStandardError() {
    ProcessBuilder stty = new ProcessBuilder("sh", "-c", "stty size <&2 2>/dev/null");
    return ask(stty.redirectError(ProcessBuilder.Redirect.INHERIT), Process::getInputStream);
  }

  /** The width of the terminal behind stdout: the answer comes through stderr. */
  private static int askStandardOutput() {
    ProcessBuilder stty = new ProcessBuilder("sh", "-c", "stty size <&1 >&2 2>/dev/null");
    return ask(stty.redirectOutput(ProcessBuilder.Redirect.INHERIT), Process::getErrorStream);
  }

  /**
   * Asks {@code stty} for the width of a terminal.
   *
   * @return columns, 0 if the terminal does not know them, -1 if there is no terminal
   */
  private static int ask(ProcessBuilder stty, Function<Process, InputStream> answer) {
    try {
      Process process = stty.start();
      process.getOutputStream().close();
      String size;
      try (InputStream output = answer.apply(process)) {
        size = new String(output.readAllBytes(), StandardCharsets.US_ASCII).strip();
      }
      return size.matches("\\d{1,5} \\d{1,5}") ? Integer.parseInt(size.split(" ")[1]) : -1;
    } catch (IOException noShell) {
      return -1;
    }
  }
}
