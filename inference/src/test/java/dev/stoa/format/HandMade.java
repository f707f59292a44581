package dev.stoa.format;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** Files written byte by byte, as the formats' descriptions say, without the library's writers. */
final class HandMade {
  private HandMade() {}

  /** A safetensors file with this header and these data. */
  static byte[] safetensors(String header, byte... data) {
    return safetensors(header.getBytes(StandardCharsets.UTF_8).length, header, data);
  }

  /** The same with a length of the header that may be wrong. */
  static byte[] safetensors(long length, String header, byte... data) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    bytes.writeBytes(littleEndian(8).putLong(length).array());
    bytes.writeBytes(header.getBytes(StandardCharsets.UTF_8));
    bytes.writeBytes(data);
    return bytes.toByteArray();
  }

  static byte[] floats(float... values) {
    ByteBuffer bytes = littleEndian(4 * values.length);
    bytes.asFloatBuffer().put(values);
    return bytes.array();
  }

  static byte[] shorts(int... values) {
    ByteBuffer bytes = littleEndian(2 * values.length);
    for (int value : values) {
      bytes.putShort((short) value);
    }
    return bytes.array();
  }

  static byte[] ints(int... values) {
    ByteBuffer bytes = littleEndian(4 * values.length);
    bytes.asIntBuffer().put(values);
    return bytes.array();
  }

  static Path write(Path directory, byte[] content) throws IOException {
    return Files.write(directory.resolve("file"), content);
  }

  private static ByteBuffer littleEndian(int bytes) {
    return ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }
}
