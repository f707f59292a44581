package dev.stoa.file;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AtomicFileTest {
  @TempDir Path directory;

  @Test
  void aFileIsWrittenAndReplaced() throws IOException {
    Path file = directory.resolve("a");
    AtomicFile.write(file, "long content");
    AtomicFile.write(file, "é");
    assertEquals("é", Files.readString(file));
    assertEquals(List.of(file), list());
  }

  @Test
  void bytesAndStreamsAreWrittenWhole() throws IOException {
    byte[] bytes = new byte[100_000];
    new Random(1).nextBytes(bytes);
    Path file = directory.resolve("a");
    AtomicFile.write(file, bytes);
    assertArrayEquals(bytes, Files.readAllBytes(file));
    AtomicFile.writeStream(
        file,
        out -> {
          for (int i = 1; i < bytes.length; i++) {
            out.write(bytes[i]);
          }
        });
    assertArrayEquals(Arrays.copyOfRange(bytes, 1, bytes.length), Files.readAllBytes(file));
    assertEquals(List.of(file), list());
  }

  @Test
  void aWriterThatFailsLeavesTheOldFileAndNothingElse() throws IOException {
    Path file = directory.resolve("a");
    AtomicFile.write(file, "old");
    IOException failure = new IOException("disk full");
    IOException thrown =
        assertThrows(
            IOException.class,
            () ->
                AtomicFile.write(
                    file,
                    channel -> {
                      channel.write(ByteBuffer.wrap(new byte[100]));
                      assertEquals("old", Files.readString(file));
                      throw failure;
                    }));
    assertEquals(failure, thrown);
    assertEquals("old", Files.readString(file));
    assertEquals(List.of(file), list());
  }

  @Test
  void aDirectoryThatIsNotThereIsAnError() {
    assertThrows(
        NoSuchFileException.class,
        () -> AtomicFile.write(directory.resolve("none").resolve("a"), "x"));
  }

  private List<Path> list() throws IOException {
    try (var files = Files.list(directory)) {
      return files.toList();
    }
  }
}
