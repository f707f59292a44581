package dev.stoa.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.stoa.cli.show.Console;
import dev.stoa.cli.show.Output;
import dev.stoa.cli.show.Terminal;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("What went wrong")
class ErrorsTest {
  private static String told(Throwable thrown) {
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    Output out = new Output(new ByteArrayOutputStream());
    Errors errors = new Errors(new Console(out, new PrintStream(err), Terminal.none()), false);
    assertEquals(1, errors.failed("stoa train", thrown));
    assertEquals(1, err.toString().lines().count(), err.toString());
    return err.toString().strip();
  }

  @Test
  @DisplayName("with a file names the file")
  void filesAreNamed() {
    assertEquals(
        "stoa train: a.txt: no such file or directory", told(new NoSuchFileException("a.txt")));
    assertEquals(
        "stoa train: a.txt: permission denied",
        told(new UncheckedIOException(new AccessDeniedException("a.txt"))));
    assertEquals(
        "stoa train: a.txt: Device or resource busy",
        told(new FileSystemException("a.txt", null, "Device or resource busy")));
    assertEquals("stoa train: a.txt: cut short", told(new IOException("a.txt: cut short")));
  }

  @Test
  @DisplayName("is one line, whatever its message")
  void oneLine() {
    assertEquals("stoa train: one two", told(new IllegalArgumentException("one\n  two\r\n")));
  }

  @Test
  @DisplayName("with the memory names the limit and the way out")
  void memory() {
    String line = told(new OutOfMemoryError("Java heap space"));
    assertTrue(line.contains("JDK_JAVA_OPTIONS=-Xmx"), line);
  }

  @Test
  @DisplayName("within the program itself is told as unexpected, with the way to a stack trace")
  void unexpected() {
    String line = told(new ArrayIndexOutOfBoundsException("Index 3 out of bounds for length 3"));
    assertTrue(line.contains("unexpected java.lang.ArrayIndexOutOfBoundsException"), line);
    assertTrue(line.contains("STOA_STACKTRACE=1"), line);
  }
}
