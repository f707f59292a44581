package dev.stoa.format;

import dev.stoa.file.FormatException;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** The bytes of a GGUF file from its beginning on, of which no more are taken than there are. */
final class GgufInput implements AutoCloseable {

  private final Path file;
  private final InputStream in;
  private final long size;
  private long position;

  GgufInput(Path file) throws IOException {
    this.file = file;
    size = Files.size(file);
    in = new BufferedInputStream(Files.newInputStream(file), 1 << 16);
  }

  long position() {
    return position;
  }

  long size() {
    return size;
  }

  FormatException problem(long place, String message) {
    return FormatException.atByte(file, place, message);
  }

  /** Makes sure that a number of things can be there, each of at least so many bytes. */
  int count(long place, long count, long least, String what) throws FormatException {
    long most = Math.min((size - position) / least, Integer.MAX_VALUE - 16);
    if (count < 0 || count > most) {
      throw problem(
          place,
          "expected at most %d %s in what is left of the file, found %s"
              .formatted(most, what, Long.toUnsignedString(count)));
    }
    return (int) count;
  }

  byte[] bytes(int count, String what) throws IOException {
    byte[] bytes = count > size - position ? new byte[0] : in.readNBytes(count);
    if (bytes.length < count) {
      throw problem(position, "expected %s (%d bytes), found the end".formatted(what, count));
    }
    position += count;
    return bytes;
  }

  /** An unsigned little-endian number of up to 8 bytes; of 8, the sign is the upper bit. */
  long unsigned(int bytes, String what) throws IOException {
    byte[] read = bytes(bytes, what);
    long value = 0;
    for (int i = bytes - 1; i >= 0; i--) {
      value = value << 8 | read[i] & 0xFF;
    }
    return value;
  }

  /** A length of 64 bits and as many bytes of UTF-8. */
  String string(long limit, String what) throws IOException {
    long place = position;
    int length = count(place, unsigned(8, "the length of " + what), 1, "bytes of " + what);
    if (length > limit) {
      throw problem(
          place, "expected at most %d bytes of %s, found %d".formatted(limit, what, length));
    }
    byte[] bytes = bytes(length, what);
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (CharacterCodingException e) {
      throw problem(place + 8, "expected %s in UTF-8".formatted(what));
    }
  }

  @Override
  public void close() throws IOException {
    in.close();
  }
}
