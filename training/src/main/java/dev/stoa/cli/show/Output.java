package dev.stoa.cli.show;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/** Stdout: text as UTF-8 whatever the locale, there at once, and with errors that are not lost. */
public final class Output {
  private final OutputStream stream;
  private boolean lineEnded = true;

  /**
   * Nothing is printed yet.
   *
   * @param stream where the text goes
   */
  public Output(OutputStream stream) {
    this.stream = stream;
  }

  /** The reader, such as {@code head}, has seen enough and has gone: no error, but the end. */
  public static final class ReaderGone extends IOException {
    private static final long serialVersionUID = 1;

    ReaderGone(IOException cause) {
      super("the reader of stdout has gone", cause);
    }
  }

  /**
   * Prints a text.
   *
   * @param text the text
   * @throws ReaderGone if nobody reads any more
   * @throws IOException if it cannot be written, such as to a full disk
   */
  public void print(String text) throws IOException {
    if (text.isEmpty()) {
      return;
    }
    try {
      stream.write(text.getBytes(StandardCharsets.UTF_8));
      stream.flush();
      lineEnded = text.endsWith("\n");
    } catch (IOException exception) {
      String reason = String.valueOf(exception.getMessage());
      throw reason.toLowerCase(Locale.ROOT).contains("pipe")
          ? new ReaderGone(exception)
          : new IOException("stdout: " + reason, exception);
    }
  }

  /**
   * Prints a text and ends the line.
   *
   * @param text the text, without the line's end
   * @throws ReaderGone if nobody reads any more
   * @throws IOException if it cannot be written
   */
  public void println(String text) throws IOException {
    print(text + "\n");
  }

  /**
   * Whether what is printed next begins a line.
   *
   * @return whether nothing was printed yet, or a line's end at last
   */
  public boolean lineEnded() {
    return lineEnded;
  }
}
