package dev.stoa.tokenizer.file;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/** Writes the fields of a protobuf message, whatever they are. */
final class ProtobufBytes {

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();

  private void varint(long value) {
    long left = value;
    do {
      int seven = (int) (left & 0x7F);
      left >>>= 7;
      out.write(left == 0 ? seven : seven | 0x80);
    } while (left != 0);
  }

  ProtobufBytes tag(int field, int wireType) {
    varint((long) field << 3 | wireType);
    return this;
  }

  ProtobufBytes number(int field, long value) {
    tag(field, 0).varint(value);
    return this;
  }

  ProtobufBytes text(int field, String value) {
    return bytes(field, value.getBytes(StandardCharsets.UTF_8));
  }

  ProtobufBytes bytes(int field, byte[] value) {
    tag(field, 2).varint(value.length);
    return raw(value);
  }

  ProtobufBytes float32(int field, float value) {
    return tag(field, 5)
        .raw(ByteBuffer.allocate(4).order(ByteOrder.LITTLE_ENDIAN).putFloat(value).array());
  }

  ProtobufBytes raw(byte... value) {
    out.writeBytes(value);
    return this;
  }

  /** A piece of a SentencePiece model, of a type from 1 to 6. */
  ProtobufBytes piece(String text, float score, int type) {
    ProtobufBytes piece = new ProtobufBytes().text(1, text).float32(2, score);
    return bytes(1, (type == 1 ? piece : piece.number(3, type)).toBytes());
  }

  byte[] toBytes() {
    return out.toByteArray();
  }
}
