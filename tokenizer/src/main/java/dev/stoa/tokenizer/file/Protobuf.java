package dev.stoa.tokenizer.file;

import dev.stoa.file.FormatException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.Arrays;

/**
 * Walks over the fields of one protobuf message. A field is a varint, its number times 8 plus its
 * wire type, and then its value: a varint (0), eight bytes (1), a length and as many bytes (2), or
 * four bytes (5). Bytes of a field may be a message again.
 */
final class Protobuf {

  private static final int VARINT = 0;
  private static final int EIGHT_BYTES = 1;
  private static final int BYTES = 2;
  private static final int FOUR_BYTES = 5;

  private final Path file;
  private final byte[] data;
  private final int end;
  private int at;
  private int field;
  private int wireType;
  private int fieldStart;

  Protobuf(Path file, byte[] data) {
    this(file, data, 0, data.length);
  }

  private Protobuf(Path file, byte[] data, int start, int end) {
    this.file = file;
    this.data = data;
    this.end = end;
    at = start;
  }

  /** Moves to the next field, whose value must be taken or skipped; false at the end. */
  boolean next() throws FormatException {
    if (at == end) {
      return false;
    }
    fieldStart = at;
    long tag = readVarint();
    field = (int) (tag >>> 3);
    wireType = (int) (tag & 7);
    if (tag >>> 3 < 1 || tag >>> 3 > (1 << 29) - 1) {
      throw problem("expected the number of a field, found %d".formatted(tag >>> 3));
    }
    return true;
  }

  /** The number of the field. */
  int field() {
    return field;
  }

  /** A problem at the field. */
  FormatException problem(String message) {
    return FormatException.atByte(file, fieldStart, message);
  }

  private void require(int expected, String what) throws FormatException {
    if (wireType != expected) {
      throw problem(
          "expected field %d to be %s (wire type %d), found wire type %d"
              .formatted(field, what, expected, wireType));
    }
  }

  private long readVarint() throws FormatException {
    long value = 0;
    for (int shift = 0; shift < 64; shift += 7) {
      if (at == end) {
        throw FormatException.atByte(file, at, "expected more of a number, found the end");
      }
      byte b = data[at++];
      value |= (b & 0x7FL) << shift;
      if (b >= 0) {
        return value;
      }
    }
    throw FormatException.atByte(file, at, "expected a number of at most 10 bytes");
  }

  /** The value of the field, which is a number. */
  long number() throws FormatException {
    require(VARINT, "a number");
    return readVarint();
  }

  private int readLength() throws FormatException {
    int place = at;
    long length = readVarint();
    if (length < 0 || length > end - at) {
      throw FormatException.atByte(
          file,
          place,
          "expected a length of at most %d, what is left of the message, found %s"
              .formatted(end - at, Long.toUnsignedString(length)));
    }
    return (int) length;
  }

  /** The value of the field, which is bytes. */
  byte[] bytes() throws FormatException {
    require(BYTES, "bytes");
    int length = readLength();
    at += length;
    return Arrays.copyOfRange(data, at - length, at);
  }

  /** The value of the field, which is a message. */
  Protobuf message() throws FormatException {
    require(BYTES, "a message");
    int length = readLength();
    at += length;
    return new Protobuf(file, data, at - length, at);
  }

  /** The value of the field, which is a float. */
  float float32() throws FormatException {
    require(FOUR_BYTES, "a float");
    int place = at;
    skipBytes(4);
    return ByteBuffer.wrap(data).order(ByteOrder.LITTLE_ENDIAN).getFloat(place);
  }

  /** Passes over the value of the field. */
  void skip() throws FormatException {
    switch (wireType) {
      case VARINT -> readVarint();
      case EIGHT_BYTES -> skipBytes(8);
      case BYTES -> skipBytes(readLength());
      case FOUR_BYTES -> skipBytes(4);
      default ->
          throw problem(
              "expected field %d to have the wire type 0, 1, 2 or 5, found %d"
                  .formatted(field, wireType));
    }
  }

  private void skipBytes(int count) throws FormatException {
    if (count > end - at) {
      throw FormatException.atByte(
          file, at, "expected %d bytes of field %d, found the end".formatted(count, field));
    }
    at += count;
  }
}
