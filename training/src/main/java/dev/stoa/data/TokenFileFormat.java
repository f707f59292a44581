package dev.stoa.data;

import dev.stoa.file.AtomicFile;
import dev.stoa.file.FormatException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.zip.CRC32;

/** Reads and writes the layout that {@link TokenFile} describes. */
final class TokenFileFormat {
  private static final byte[] MAGIC = "STOATOKS".getBytes(StandardCharsets.US_ASCII);
  private static final int VERSION = 1;
  private static final int HEADER = 36;
  private static final int TRAILER = 4;
  private static final int LARGEST_NARROW = 1 << 16;
  private static final int BUFFER = 1 << 16;

  private TokenFileFormat() {}

  static void write(Path file, TokenFile tokens) throws IOException {
    AtomicFile.write(file, channel -> new Writer(channel).write(tokens));
  }

  static TokenFile read(Path file) throws IOException {
    try (FileChannel channel = FileChannel.open(file)) {
      return new Reader(file, channel).read();
    }
  }

  private static int width(int vocabularySize) {
    return vocabularySize <= LARGEST_NARROW ? 2 : 4;
  }

  private static ByteBuffer buffer() {
    return ByteBuffer.allocate(BUFFER).order(ByteOrder.LITTLE_ENDIAN);
  }

  private static final class Writer {
    private final FileChannel channel;
    private final ByteBuffer buffer = buffer();
    private final CRC32 crc = new CRC32();

    Writer(FileChannel channel) {
      this.channel = channel;
    }

    void write(TokenFile tokens) throws IOException {
      int width = width(tokens.vocabularySize());
      buffer.put(MAGIC).putInt(VERSION).putInt(width).putInt(tokens.vocabularySize());
      buffer.putLong(tokens.training().length).putLong(tokens.validation().length);
      put(tokens.training(), width);
      put(tokens.validation(), width);
      flush();
      buffer.putInt((int) crc.getValue());
      flush();
    }

    private void put(int[] tokens, int width) throws IOException {
      for (int token : tokens) {
        if (buffer.remaining() < width) {
          flush();
        }
        if (width == 2) {
          buffer.putShort((short) token);
        } else {
          buffer.putInt(token);
        }
      }
    }

    private void flush() throws IOException {
      buffer.flip();
      crc.update(buffer.duplicate());
      AtomicFile.writeFully(channel, buffer);
      buffer.clear();
    }
  }

  private static final class Reader {
    private final Path file;
    private final FileChannel channel;
    private final ByteBuffer buffer = buffer();
    private final CRC32 crc = new CRC32();
    private long offset;

    Reader(Path file, FileChannel channel) {
      this.file = file;
      this.channel = channel;
    }

    TokenFile read() throws IOException {
      long size = channel.size();
      if (size < HEADER + TRAILER) {
        throw new FormatException(
            file,
            "a token file has at least %d bytes, but this one has %d"
                .formatted(HEADER + TRAILER, size));
      }
      fill(HEADER);
      byte[] magic = new byte[MAGIC.length];
      buffer.get(magic);
      if (!Arrays.equals(magic, MAGIC)) {
        throw FormatException.atByte(
            file, 0, "a token file begins with \"STOATOKS\", but this one does not");
      }
      expect(8, "the version", VERSION, buffer.getInt());
      int width = buffer.getInt();
      int vocabularySize = buffer.getInt();
      if (vocabularySize < 1) {
        throw FormatException.atByte(
            file, 16, "expected a vocabulary of 1 to 2^31 - 1 tokens, not " + vocabularySize);
      }
      expect(12, "the bytes of a token", width(vocabularySize), width);
      long training = buffer.getLong();
      long validation = buffer.getLong();
      requireSizes(size, width, training, validation);
      int[] first = tokens((int) training, width, vocabularySize);
      int[] second = tokens((int) validation, width, vocabularySize);
      int computed = (int) crc.getValue();
      fill(TRAILER);
      if (buffer.getInt() != computed) {
        throw FormatException.atByte(
            file, offset - TRAILER, "the checksum does not fit: the file is damaged");
      }
      return new TokenFile(vocabularySize, first, second);
    }

    private void requireSizes(long size, int width, long training, long validation)
        throws FormatException {
      long room = (size - HEADER - TRAILER) / width;
      boolean possible =
          training >= 0
              && validation >= 0
              && training <= Math.min(room, Integer.MAX_VALUE - 8)
              && validation <= Math.min(room, Integer.MAX_VALUE - 8);
      if (!possible || HEADER + width * (training + validation) + TRAILER != size) {
        throw FormatException.atByte(
            file,
            20,
            "%d and %d tokens of %d bytes do not make a file of %d bytes"
                .formatted(training, validation, width, size));
      }
    }

    private void expect(long at, String what, int expected, int found) throws FormatException {
      if (found != expected) {
        throw FormatException.atByte(
            file, at, "%s must be %d, not %d".formatted(what, expected, found));
      }
    }

    private int[] tokens(int count, int width, int vocabularySize) throws IOException {
      int[] tokens = new int[count];
      int perFill = BUFFER / width;
      for (int i = 0; i < count; i++) {
        if (i % perFill == 0) {
          fill(Math.min(perFill, count - i) * width);
        }
        int token = width == 2 ? Short.toUnsignedInt(buffer.getShort()) : buffer.getInt();
        if (token < 0 || token >= vocabularySize) {
          throw FormatException.atByte(
              file,
              offset - buffer.remaining() - width,
              "token %s is outside the vocabulary of %d"
                  .formatted(Integer.toUnsignedString(token), vocabularySize));
        }
        tokens[i] = token;
      }
      return tokens;
    }

    /** The next bytes of the file, all of them, in the buffer. */
    private void fill(int bytes) throws IOException {
      buffer.clear().limit(bytes);
      while (buffer.hasRemaining()) {
        if (channel.read(buffer) < 0) {
          throw FormatException.atByte(
              file, offset + buffer.position(), "the file ends in the middle");
        }
      }
      buffer.flip();
      crc.update(buffer.duplicate());
      offset += bytes;
    }
  }
}
