package dev.stoa.cli.task;

import dev.stoa.cli.show.Numbers;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** Reads a text to train on. */
public final class TextFile {
  /** The largest text whose characters surely fit into one string. */
  private static final long LARGEST = 1L << 30;

  private TextFile() {}

  /**
   * Reads a file of UTF-8.
   *
   * @param file the file
   * @return all of its text
   * @throws IOException if it cannot be read
   * @throws Failure if it is no file, empty, too large, or not UTF-8; the message names the file
   */
  public static String read(Path file) throws IOException {
    long size = Files.size(file);
    if (Files.isDirectory(file)) {
      throw new Failure(file + ": is a directory, not a text");
    }
    if (size > LARGEST) {
      throw new Failure(
          "%s: has %s, but a text may have %s at most"
              .formatted(file, Numbers.bytes(size), Numbers.bytes(LARGEST)));
    }
    byte[] bytes = Files.readAllBytes(file);
    if (bytes.length == 0) {
      throw new Failure(file + ": the text is empty");
    }
    return decode(file, bytes);
  }

  private static String decode(Path file, byte[] bytes) {
    CharsetDecoder decoder = StandardCharsets.UTF_8.newDecoder();
    ByteBuffer in = ByteBuffer.wrap(bytes);
    CharBuffer out = CharBuffer.allocate(bytes.length);
    if (decoder.decode(in, out, true).isError()) {
      throw new Failure(
          "%s: byte %d is not UTF-8; a text must be (iconv converts others)"
              .formatted(file, in.position()));
    }
    return out.flip().toString();
  }
}
