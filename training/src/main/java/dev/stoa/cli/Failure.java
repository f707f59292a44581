package dev.stoa.cli;

/** Something that went wrong outside of this program's hands, told in one line for its user. */
final class Failure extends RuntimeException {
  private static final long serialVersionUID = 1;

  Failure(String message) {
    super(message);
  }

  Failure(String message, Throwable cause) {
    super(message, cause);
  }
}
