package dev.stoa.cli.task;

/** Something that went wrong outside of this program's hands, told in one line for its user. */
public final class Failure extends RuntimeException {
  private static final long serialVersionUID = 1;

  /**
   * A failure.
   *
   * @param message what went wrong, one line
   */
  public Failure(String message) {
    super(message);
  }

  /**
   * A failure that another one has caused.
   *
   * @param message what went wrong, one line
   * @param cause where it came from
   */
  public Failure(String message, Throwable cause) {
    super(message, cause);
  }
}
