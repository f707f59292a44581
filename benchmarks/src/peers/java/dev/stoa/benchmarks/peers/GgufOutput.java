package dev.stoa.benchmarks.peers;

import dev.stoa.file.AtomicFile;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A model's file as llama.cpp opens it: GGUF, version 3, all numbers little-endian. */
final class GgufOutput {
  private static final int ALIGNMENT = 32;
  private static final int UINT32 = 4;
  private static final int INT32 = 5;
  private static final int FLOAT32 = 6;
  private static final int BOOL = 7;
  private static final int STRING = 8;
  private static final int ARRAY = 9;

  /** A tensor: ggml's number of its type, sizes from the contiguous one on, and its bytes. */
  private record Entry(String name, int type, long[] sizes, byte[] data) {}

  private final ByteArrayOutputStream metadata = new ByteArrayOutputStream();
  private final List<Entry> tensors = new ArrayList<>();
  private int keys;

  void put(String key, int value) {
    key(key, UINT32);
    number(metadata, 4, value);
  }

  void put(String key, float value) {
    key(key, FLOAT32);
    number(metadata, 4, Float.floatToIntBits(value));
  }

  void put(String key, boolean value) {
    key(key, BOOL);
    metadata.write(value ? 1 : 0);
  }

  void put(String key, String value) {
    key(key, STRING);
    string(metadata, value);
  }

  void put(String key, List<String> values) {
    array(key, STRING, values.size());
    values.forEach(value -> string(metadata, value));
  }

  void put(String key, int[] values) {
    array(key, INT32, values.length);
    for (int value : values) {
      number(metadata, 4, value);
    }
  }

  void put(String key, float[] values) {
    array(key, FLOAT32, values.length);
    for (float value : values) {
      number(metadata, 4, Float.floatToIntBits(value));
    }
  }

  /** Adds a tensor. */
  void add(String name, int type, byte[] data, long... sizes) {
    tensors.add(new Entry(name, type, sizes, data));
  }

  private void array(String key, int type, int length) {
    key(key, ARRAY);
    number(metadata, 4, type);
    number(metadata, 8, length);
  }

  private void key(String key, int type) {
    keys++;
    string(metadata, key);
    number(metadata, 4, type);
  }

  private static void string(ByteArrayOutputStream to, String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    number(to, 8, bytes.length);
    to.writeBytes(bytes);
  }

  private static void number(ByteArrayOutputStream to, int bytes, long value) {
    ByteBuffer buffer = ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN).putLong(0, value);
    to.write(buffer.array(), 0, bytes);
  }

  /** Writes the file. */
  void write(Path file) throws IOException {
    ByteArrayOutputStream head = new ByteArrayOutputStream();
    head.writeBytes("GGUF".getBytes(StandardCharsets.US_ASCII));
    number(head, 4, 3);
    number(head, 8, tensors.size());
    number(head, 8, keys);
    metadata.writeTo(head);
    long offset = 0;
    for (Entry tensor : tensors) {
      string(head, tensor.name);
      number(head, 4, tensor.sizes.length);
      for (long size : tensor.sizes) {
        number(head, 8, size);
      }
      number(head, 4, tensor.type);
      number(head, 8, offset);
      offset += tensor.data.length + padding(tensor.data.length);
    }
    head.writeBytes(new byte[padding(head.size())]);
    AtomicFile.writeStream(
        file,
        out -> {
          head.writeTo(out);
          for (Entry tensor : tensors) {
            out.write(tensor.data);
            out.write(new byte[padding(tensor.data.length)]);
          }
        });
  }

  private static int padding(int bytes) {
    return -bytes & (ALIGNMENT - 1);
  }
}
