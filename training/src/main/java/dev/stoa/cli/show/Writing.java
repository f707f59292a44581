package dev.stoa.cli.show;

import java.io.IOException;
import java.io.UncheckedIOException;

/** A text that comes to stdout piece by piece, its beginning together with the first piece. */
public final class Writing {
  private final Console console;
  private String beginning;

  /**
   * A text of which nothing is printed yet.
   *
   * @param console where it goes
   * @param beginning what it begins with
   */
  public Writing(Console console, String beginning) {
    this.console = console;
    this.beginning = beginning;
  }

  /**
   * Prints the next piece.
   *
   * @param piece the piece
   * @throws UncheckedIOException if it cannot be written
   */
  public void print(String piece) {
    try {
      console.out().print(beginning + piece);
      beginning = "";
    } catch (IOException exception) {
      throw new UncheckedIOException(exception);
    }
  }
}
