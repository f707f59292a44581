package dev.stoa.format;

import dev.stoa.file.FormatException;
import dev.stoa.tensor.Tensor;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;

/** Reads numbers of a file as float32, in large pieces at any place of a file of any size. */
final class FloatReader {
  private static final int PIECE_BYTES = 1 << 20;

  private final Path file;
  private final FileChannel channel;

  /** Made when something is read: many files are opened only to look at their header. */
  private ByteBuffer piece;

  FloatReader(Path file, FileChannel channel) {
    this.file = file;
    this.channel = channel;
  }

  /** Fills a tensor with the numbers of an entry that has as many. */
  void readInto(Tensor target, TensorEntry entry) throws IOException {
    DataType type = entry.type();
    if (!type.readable()) {
      throw FormatException.atByte(
          file,
          entry.begin(),
          "tensor '%s' has the type %s; supported are %s"
              .formatted(entry.name(), type, DataType.readableNames()));
    }
    if (piece == null) {
      piece = ByteBuffer.allocateDirect(PIECE_BYTES).order(ByteOrder.LITTLE_ENDIAN);
    }
    int pieceCount = PIECE_BYTES / type.bytes();
    int count;
    for (int done = 0; done < target.size(); done += count) {
      count = Math.min(pieceCount, target.size() - done);
      fill(entry.begin() + (long) done * type.bytes(), count * type.bytes());
      decode(type, target.data(), target.offset() + done, count);
    }
  }

  private void fill(long position, int bytes) throws IOException {
    piece.clear().limit(bytes);
    while (piece.hasRemaining()) {
      long at = position + piece.position();
      if (channel.read(piece, at) < 0) {
        throw FormatException.atByte(
            file, at, "expected %d more bytes, found the end".formatted(piece.remaining()));
      }
    }
    piece.flip();
  }

  private void decode(DataType type, float[] y, int offset, int count) {
    switch (type) {
      case F32 -> piece.asFloatBuffer().get(y, offset, count);
      case F16 -> {
        for (int i = 0; i < count; i++) {
          y[offset + i] = Float.float16ToFloat(piece.getShort(2 * i));
        }
      }
      case BF16 -> {
        for (int i = 0; i < count; i++) {
          y[offset + i] = Float.intBitsToFloat(piece.getShort(2 * i) << 16);
        }
      }
      default -> throw new AssertionError(type);
    }
  }
}
