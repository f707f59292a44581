package dev.stoa.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.stoa.cli.show.Console;
import dev.stoa.cli.show.Output;
import dev.stoa.cli.show.Terminal;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

/** What a run of the program leaves behind: its exit status and what it printed. */
record Outcome(int status, String out, String err) {
  /** Runs the program in this JVM, as if stdin were empty and stdout and stderr files. */
  static Outcome of(String... arguments) {
    return of(new byte[0], Terminal.none(), arguments);
  }

  /** Runs the program in this JVM with a stdin, and with a screen as stdout. */
  static Outcome of(byte[] in, Terminal screen, String... arguments) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    PrintStream printed = new PrintStream(err, true, StandardCharsets.UTF_8);
    Console console =
        new Console(
            new ByteArrayInputStream(in), new Output(out), printed, Terminal.none(), () -> screen);
    int status = Stoa.run(console, arguments);
    return new Outcome(
        status, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
  }

  /** Asserts that all went well. */
  Outcome requireSuccess() {
    assertEquals(0, status, err);
    return this;
  }

  /**
   * Asserts an exit status, an empty stdout, and one line on stderr.
   *
   * @return the line
   */
  String onlyLine(int expectedStatus) {
    assertEquals(expectedStatus, status, err);
    assertEquals("", out);
    assertEquals(1, err.lines().count(), err);
    return err.strip();
  }

  /** The last line on stdout. */
  String lastLine() {
    return out.lines().toList().getLast();
  }

  /** The last line on stderr. */
  String lastError() {
    return err.lines().toList().getLast();
  }
}
