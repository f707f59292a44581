package dev.stoa.format;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import dev.stoa.file.AtomicFile;
import dev.stoa.tensor.Tensor;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;

/** Writes safetensors files. */
final class SafetensorsWriter {
  private static final JsonFactory JSON = new JsonFactory();
  private static final int PIECE_BYTES = 1 << 20;

  /** Readers may rely on numbers that begin at a multiple of this. */
  private static final int ALIGNMENT = 8;

  private SafetensorsWriter() {}

  static void write(Path file, Map<String, Tensor> tensors, Map<String, String> metadata)
      throws IOException {
    if (tensors.containsKey(SafetensorsHeader.METADATA)) {
      throw new IllegalArgumentException(
          "a tensor cannot be called " + SafetensorsHeader.METADATA + " in a safetensors file");
    }
    byte[] header = header(tensors, metadata);
    if (header.length > SafetensorsHeader.MAX_BYTES) {
      throw new IllegalArgumentException(
          "the header of a safetensors file holds at most %d bytes, but names and metadata take %d"
              .formatted(SafetensorsHeader.MAX_BYTES, header.length));
    }
    AtomicFile.write(
        file,
        channel -> {
          ByteBuffer piece = ByteBuffer.allocateDirect(PIECE_BYTES).order(ByteOrder.LITTLE_ENDIAN);
          AtomicFile.writeFully(channel, piece.putLong(header.length).flip());
          AtomicFile.writeFully(channel, ByteBuffer.wrap(header));
          for (Tensor tensor : tensors.values()) {
            write(channel, piece, tensor);
          }
        });
  }

  private static byte[] header(Map<String, Tensor> tensors, Map<String, String> metadata)
      throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (JsonGenerator json = JSON.createGenerator(bytes)) {
      json.writeStartObject();
      if (!metadata.isEmpty()) {
        json.writeObjectFieldStart(SafetensorsHeader.METADATA);
        for (Map.Entry<String, String> entry : metadata.entrySet()) {
          json.writeStringField(entry.getKey(), entry.getValue());
        }
        json.writeEndObject();
      }
      long begin = 0;
      for (Map.Entry<String, Tensor> entry : tensors.entrySet()) {
        Tensor tensor = entry.getValue();
        long end = begin + 4L * tensor.size();
        json.writeObjectFieldStart(entry.getKey());
        json.writeStringField("dtype", DataType.F32.name());
        int[] dimensions = tensor.shape().toArray();
        json.writeFieldName("shape");
        json.writeArray(dimensions, 0, dimensions.length);
        json.writeFieldName("data_offsets");
        json.writeArray(new long[] {begin, end}, 0, 2);
        json.writeEndObject();
        begin = end;
      }
      json.writeEndObject();
    }
    byte[] json = bytes.toByteArray();
    byte[] padded = Arrays.copyOf(json, Math.ceilDiv(json.length, ALIGNMENT) * ALIGNMENT);
    Arrays.fill(padded, json.length, padded.length, (byte) ' ');
    return padded;
  }

  private static void write(FileChannel channel, ByteBuffer piece, Tensor tensor)
      throws IOException {
    if (!tensor.isContiguous()) {
      write(channel, piece, Tensor.of(tensor.toArray(), tensor.shape().toArray()));
      return;
    }
    int pieceCount = PIECE_BYTES / Float.BYTES;
    int count;
    for (int done = 0; done < tensor.size(); done += count) {
      count = Math.min(pieceCount, tensor.size() - done);
      piece.clear();
      piece.asFloatBuffer().put(tensor.data(), tensor.offset() + done, count);
      AtomicFile.writeFully(channel, piece.limit(count * Float.BYTES));
    }
  }
}
