package dev.stoa.benchmarks.peers;

import java.io.IOException;
import java.io.PrintStream;

/**
 * A comparison of the results alone, of more of them than is worth timing; found by its service
 * entry.
 */
public interface PeerCheck {
  /**
   * What the user asks for it by: {@code stoa bench NAME --peers}.
   *
   * @return the whole name, in lower case
   */
  String name();

  /**
   * Compares.
   *
   * @param out takes how much was compared, and each difference with its place
   * @return whether the results are equal
   * @throws IOException if a file cannot be read or written
   */
  boolean run(PrintStream out) throws IOException;
}
