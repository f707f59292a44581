package dev.stoa.cli;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;

/**
 * Where the command line writes.
 *
 * @param out stdout: what is meant for programs
 * @param err stderr: everything else
 * @param terminal what err can do
 */
record Console(Output out, PrintStream err, Terminal terminal) {
  /** This process's own. */
  static Console ofProcess() {
    return new Console(
        new Output(new FileOutputStream(FileDescriptor.out)),
        System.err,
        Terminal.ofStandardError(System.getenv()));
  }

  /** Tells something in a line of its own. */
  void say(String line) {
    err.println(line);
  }

  /**
   * Begins the line that follows on stderr at the left, should stdout stand in the middle of one.
   */
  void endLine() {
    if (!out.lineEnded()) {
      err.println();
    }
  }
}
