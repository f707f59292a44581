package dev.stoa.file;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.UUID;

/**
 * Writes a file beside its place, forces it to the disk, and then moves it there: whoever reads
 * sees the old file or the new one, never a part, whatever happens while it is written.
 */
public final class AtomicFile {
  /** Writes the content of a file. */
  @FunctionalInterface
  public interface Content {
    /**
     * Writes everything.
     *
     * @param channel an empty file, open for writing
     * @throws IOException if it cannot be written; the file in place then stays as it was
     */
    void writeTo(FileChannel channel) throws IOException;
  }

  /** Writes the content of a file in small parts. */
  @FunctionalInterface
  public interface StreamContent {
    /**
     * Writes everything.
     *
     * @param out the empty file; it gathers small parts, and is flushed and closed afterwards
     * @throws IOException if it cannot be written; the file in place then stays as it was
     */
    void writeTo(OutputStream out) throws IOException;
  }

  private AtomicFile() {}

  /**
   * Writes or replaces a file.
   *
   * @param file where it shall be; its directory must exist
   * @param content writes it
   * @throws IOException if it cannot be written; the file in place then stays as it was
   */
  public static void write(Path file, Content content) throws IOException {
    Path beside = beside(file);
    try {
      try (FileChannel channel =
          FileChannel.open(beside, StandardOpenOption.WRITE, StandardOpenOption.CREATE_NEW)) {
        content.writeTo(channel);
        channel.force(true);
      }
      move(beside, file);
    } finally {
      Files.deleteIfExists(beside);
    }
  }

  /**
   * Writes or replaces a file of bytes.
   *
   * @param file where it shall be; its directory must exist
   * @param bytes all of its content
   * @throws IOException if it cannot be written; the file in place then stays as it was
   */
  public static void write(Path file, byte[] bytes) throws IOException {
    write(file, channel -> writeFully(channel, ByteBuffer.wrap(bytes)));
  }

  /**
   * Writes or replaces a file of text in UTF-8.
   *
   * @param file where it shall be; its directory must exist
   * @param text all of its content
   * @throws IOException if it cannot be written; the file in place then stays as it was
   */
  public static void write(Path file, String text) throws IOException {
    write(file, channel -> writeFully(channel, StandardCharsets.UTF_8.encode(text)));
  }

  /**
   * Writes or replaces a file whose content comes in small parts.
   *
   * @param file where it shall be; its directory must exist
   * @param content writes it
   * @throws IOException if it cannot be written; the file in place then stays as it was
   */
  public static void writeStream(Path file, StreamContent content) throws IOException {
    write(
        file,
        channel -> {
          // Not closed: that would close the channel too, which is still to be forced to the disk.
          OutputStream out = new BufferedOutputStream(Channels.newOutputStream(channel));
          content.writeTo(out);
          out.flush();
        });
  }

  /**
   * Writes all bytes of a buffer; a channel by itself may write less than it is given.
   *
   * @param channel where they are written
   * @param bytes what is written; afterwards nothing is left in it
   * @throws IOException if they cannot be written
   */
  public static void writeFully(FileChannel channel, ByteBuffer bytes) throws IOException {
    while (bytes.hasRemaining()) {
      channel.write(bytes);
    }
  }

  /**
   * Names a place beside a file where it can be written. Whoever writes several files that belong
   * together writes all of them beside, and then {@linkplain #move moves} one after the other.
   *
   * @param file where it shall be
   * @return a new name in the same directory: the file's, a UUID, and {@code .part}
   */
  public static Path beside(Path file) {
    Path target = file.toAbsolutePath();
    return target.resolveSibling(target.getFileName() + "." + UUID.randomUUID() + ".part");
  }

  /**
   * Moves a file that is written and forced to the disk to its place, at once.
   *
   * @param beside where it is
   * @param file where it shall be; what is there is replaced
   * @throws IOException if it cannot be moved
   */
  public static void move(Path beside, Path file) throws IOException {
    try {
      Files.move(beside, file, StandardCopyOption.ATOMIC_MOVE);
    } catch (AtomicMoveNotSupportedException e) {
      Files.move(beside, file, StandardCopyOption.REPLACE_EXISTING);
    }
    forceDirectory(file.toAbsolutePath().getParent());
  }

  /** Makes the move itself last. Some systems cannot open a directory, and need not. */
  private static void forceDirectory(Path directory) {
    try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
      channel.force(true);
    } catch (IOException e) {
      System.getLogger("dev.stoa.file")
          .log(System.Logger.Level.TRACE, "{0} cannot be forced to the disk: {1}", directory, e);
    }
  }
}
