package dev.stoa.cli.show;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.InputStream;
import java.io.PrintStream;
import java.util.function.Supplier;

/**
 * Where the command line reads and writes.
 *
 * @param in stdin
 * @param out stdout: what is meant for programs
 * @param err stderr: everything else
 * @param terminal what err can do
 * @param screen finds out what out can do
 */
public record Console(
    InputStream in, Output out, PrintStream err, Terminal terminal, Supplier<Terminal> screen) {
  /**
   * This process's own.
   *
   * @return the streams of this JVM
   */
  public static Console ofProcess() {
    return new Console(
        System.in,
        new Output(new FileOutputStream(FileDescriptor.out)),
        System.err,
        Terminal.ofStandardError(System.getenv()),
        () -> Terminal.ofStandardOutput(System.getenv()));
  }

  /**
   * With an empty stdin, and a file or a pipe as stdout.
   *
   * @param out stdout
   * @param err stderr
   * @param terminal what err can do
   */
  public Console(Output out, PrintStream err, Terminal terminal) {
    this(InputStream.nullInputStream(), out, err, terminal, Terminal::none);
  }

  /**
   * Tells something in a line of its own.
   *
   * @param line the line, without its end
   */
  public void say(String line) {
    err.println(line);
  }

  /**
   * Begins the line that follows on stderr at the left, should stdout stand in the middle of one.
   */
  public void endLine() {
    if (!out.lineEnded()) {
      err.println();
    }
  }
}
