package dev.stoa.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.stoa.cli.show.Console;
import dev.stoa.cli.show.Output;
import dev.stoa.cli.show.Terminal;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("Stdout")
class OutputTest {
  /** Where nothing can be written, for a reason. */
  private static final class Refusing extends OutputStream {
    private final String reason;

    Refusing(String reason) {
      this.reason = reason;
    }

    @Override
    public void write(int value) throws IOException {
      throw new IOException(reason);
    }
  }

  @Test
  @DisplayName("takes text as UTF-8 and passes it on at once")
  void utf8AtOnce() throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    Output output = new Output(bytes);
    output.print("ä€😀");
    assertArrayEquals("ä€😀".getBytes(StandardCharsets.UTF_8), bytes.toByteArray());
    assertFalse(output.lineEnded());
    output.println("");
    assertTrue(output.lineEnded());
  }

  @Test
  @DisplayName("whose reader has gone ends the program silently, with a closed pipe's status")
  void readerGone() {
    Output output = new Output(new Refusing("Broken pipe"));
    IOException gone = assertThrows(Output.ReaderGone.class, () -> output.print("more"));
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    Errors errors = new Errors(new Console(output, new PrintStream(err), Terminal.none()), false);
    assertEquals(141, errors.failed("stoa generate", new UncheckedIOException(gone)));
    assertEquals(0, err.size());
  }

  @Test
  @DisplayName("that is full is an error that says so")
  void fullDisk() {
    Output output = new Output(new Refusing("No space left on device"));
    IOException full = assertThrows(IOException.class, () -> output.print("more"));
    assertEquals("stdout: No space left on device", full.getMessage());
  }

  @Test
  @DisplayName("that is full fails even a help text")
  void helpOnFullDisk() {
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    Output output = new Output(new Refusing("No space left on device"));
    int status =
        Stoa.run(new Console(output, new PrintStream(err), Terminal.none()), "train", "--help");
    assertEquals(1, status);
    assertEquals("stoa: stdout: No space left on device", err.toString().strip());
  }
}
