package dev.stoa.format;

import dev.stoa.file.FormatException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/**
 * The checked header of a safetensors file.
 *
 * @param entries each tensor by name, in the order of the header
 * @param metadata texts kept beside them
 */
record SafetensorsHeader(Map<String, TensorEntry> entries, Map<String, String> metadata) {
  /** The format's own limit. */
  static final long MAX_BYTES = 100_000_000;

  /** Bytes of the header's length, which stands before it. */
  static final int LENGTH_BYTES = 8;

  /** Key of the texts among the names of tensors. */
  static final String METADATA = "__metadata__";

  static SafetensorsHeader read(Path file, FileChannel channel) throws IOException {
    long fileBytes = channel.size();
    long bytes = length(file, channel, fileBytes);
    byte[] json = new byte[(int) bytes];
    readFully(file, channel, ByteBuffer.wrap(json), LENGTH_BYTES);
    if (bytes == 0 || json[0] != '{') {
      throw FormatException.atByte(file, LENGTH_BYTES, "expected '{', the beginning of the header");
    }
    SafetensorsHeader header = new SafetensorsHeaderParser(file, json).parse();
    header.requireFilled(file, LENGTH_BYTES + bytes, fileBytes);
    return header;
  }

  private static long length(Path file, FileChannel channel, long fileBytes) throws IOException {
    ByteBuffer length = ByteBuffer.allocate(LENGTH_BYTES).order(ByteOrder.LITTLE_ENDIAN);
    readFully(file, channel, length, 0);
    long bytes = length.getLong(0);
    if (bytes < 0 || bytes > MAX_BYTES) {
      throw FormatException.atByte(
          file,
          0,
          "expected the length of a safetensors header, at most %d, found %s"
              .formatted(MAX_BYTES, Long.toUnsignedString(bytes)));
    }
    if (bytes > fileBytes - LENGTH_BYTES) {
      throw FormatException.atByte(
          file,
          0,
          "expected a header within the file, but it has %d bytes and the file %d"
              .formatted(bytes, fileBytes));
    }
    return bytes;
  }

  private static void readFully(Path file, FileChannel channel, ByteBuffer bytes, long position)
      throws IOException {
    while (bytes.hasRemaining()) {
      long at = position + bytes.position();
      if (channel.read(bytes, at) < 0) {
        throw FormatException.atByte(
            file, at, "expected %d more bytes, found the end".formatted(bytes.remaining()));
      }
    }
  }

  /** The tensors must lie one behind the other from the header's end to the file's. */
  private void requireFilled(Path file, long dataStart, long fileBytes) throws FormatException {
    List<TensorEntry> byPlace =
        entries.values().stream()
            .sorted(Comparator.comparingLong(TensorEntry::begin).thenComparing(TensorEntry::end))
            .toList();
    long end = dataStart;
    String before = "the header";
    for (TensorEntry entry : byPlace) {
      if (entry.begin() != end) {
        throw FormatException.atByte(
            file,
            end,
            "expected a tensor behind %s, but the next one, '%s', begins at byte %d"
                .formatted(before, entry.name(), entry.begin()));
      }
      if (entry.end() > fileBytes) {
        throw FormatException.atByte(
            file,
            fileBytes,
            "expected tensor '%s' up to byte %d, found the end"
                .formatted(entry.name(), entry.end()));
      }
      end = entry.end();
      before = "'" + entry.name() + "'";
    }
    if (end != fileBytes) {
      throw FormatException.atByte(
          file, end, "expected the end behind %s, found more bytes".formatted(before));
    }
  }
}
