package dev.stoa.format;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
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
