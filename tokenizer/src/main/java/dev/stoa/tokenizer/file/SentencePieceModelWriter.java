package dev.stoa.tokenizer.file;

import dev.stoa.file.AtomicFile;
import dev.stoa.tokenizer.piece.Piece;
import dev.stoa.tokenizer.piece.PieceTable;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.OptionalInt;

/** Writes SentencePiece's {@code .model}, as {@link SentencePieceModelFile} reads it. */
final class SentencePieceModelWriter {

  /** The fields of a message. */
  private static final class Message {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    private void writeVarint(long value) {
      long left = value;
      while ((left & ~0x7FL) != 0) {
        out.write((int) (left & 0x7F | 0x80));
        left >>>= 7;
      }
      out.write((int) left);
    }

    Message number(int field, long value) {
      writeVarint(field << 3);
      writeVarint(value);
      return this;
    }

    Message bytes(int field, byte[] value) {
      writeVarint(field << 3 | 2);
      writeVarint(value.length);
      out.writeBytes(value);
      return this;
    }

    Message float32(int field, float value) {
      writeVarint(field << 3 | 5);
      out.writeBytes(ByteBuffer.allocate(4).order(ByteOrder.LITTLE_ENDIAN).putFloat(value).array());
      return this;
    }

    byte[] toBytes() {
      return out.toByteArray();
    }
  }

  private SentencePieceModelWriter() {}

  static void write(SentencePieceSpec spec, PieceTable pieces, Path file) throws IOException {
    Message model = new Message();
    for (Piece piece : pieces.pieces()) {
      Message message = new Message().bytes(1, piece.text()).float32(2, (float) piece.score());
      model.bytes(1, message.number(3, piece.type().number()).toBytes());
    }
    Message trainer =
        new Message()
            .number(3, spec.isUnigram() ? 1 : 2)
            .number(35, pieces.hasBytes() ? 1 : 0)
            .number(41, orNone(spec.begin()))
            .number(42, orNone(spec.end()));
    Message normalizer =
        new Message()
            .bytes(2, spec.charsMap())
            .number(3, spec.addsPrefix() ? 1 : 0)
            .number(4, spec.removesExtra() ? 1 : 0)
            .number(5, spec.escapes() ? 1 : 0);
    model.bytes(2, trainer.toBytes()).bytes(3, normalizer.toBytes());
    AtomicFile.write(file, model.toBytes());
  }

  /** An id as an int32, of which a negative one is written in ten bytes. */
  private static long orNone(OptionalInt id) {
    return id.orElse(-1);
  }
}
