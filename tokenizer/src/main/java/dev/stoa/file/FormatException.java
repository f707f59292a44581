package dev.stoa.file;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Objects;

/**
 * A file is damaged, cut short, or in a form that is not known.
 *
 * <p>The message begins with the file and the place in it, and says what was expected there and
 * what was found. A file that cannot be read at all (missing, not permitted) is an ordinary {@link
 * IOException} instead.
 */
public class FormatException extends IOException {

  private static final long serialVersionUID = 1;

  private final transient Path file;

  /**
   * A problem of the file as a whole; the message is {@code FILE: problem}.
   *
   * @param file the file that was read
   * @param problem what was expected and what was found
   */
  public FormatException(Path file, String problem) {
    this(file, "", problem);
  }

  private FormatException(Path file, String place, String problem) {
    super(Objects.requireNonNull(file, "file") + place + ": " + problem);
    this.file = file;
  }

  /**
   * A problem at one place of a binary file; the message is {@code FILE, byte OFFSET: problem}.
   *
   * @param file the file that was read
   * @param offset where the problem is, in bytes from the beginning of the file
   * @param problem what was expected there and what was found
   * @return the exception, to be thrown
   */
  public static FormatException atByte(Path file, long offset, String problem) {
    return new FormatException(file, ", byte " + offset, problem);
  }

  /**
   * A problem at one line of a text file; the message is {@code FILE, line LINE: problem}.
   *
   * @param file the file that was read
   * @param line the number of the line, the first being 1
   * @param problem what was expected there and what was found
   * @return the exception, to be thrown
   */
  public static FormatException atLine(Path file, long line, String problem) {
    return new FormatException(file, ", line " + line, problem);
  }

  /**
   * The file that was read.
   *
   * @return the path as it was given, or null in an exception that was serialized
   */
  public Path file() {
    return file;
  }
}
