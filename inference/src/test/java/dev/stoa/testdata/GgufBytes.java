package dev.stoa.testdata;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/** Writes GGUF files byte by byte, as the format's description says, right ones and wrong ones. */
public final class GgufBytes {

  private final ByteArrayOutputStream keys = new ByteArrayOutputStream();
  private final ByteArrayOutputStream tensors = new ByteArrayOutputStream();
  private long keyCount;
  private long tensorCount;
  private int version = 3;

  private static byte[] number(int bytes, long value) {
    ByteBuffer buffer = ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN).putLong(value);
    return Arrays.copyOf(buffer.array(), bytes);
  }

  private static byte[] string(String value) {
    byte[] bytes = value.getBytes(StandardCharsets.UTF_8);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.writeBytes(number(8, bytes.length));
    out.writeBytes(bytes);
    return out.toByteArray();
  }

  /**
   * Sets the version.
   *
   * @param number the version, 3 if it is not set
   * @return this
   */
  public GgufBytes version(int number) {
    version = number;
    return this;
  }

  /**
   * Adds a key with a value that is given by its bytes.
   *
   * @param key the key
   * @param type the number of the type
   * @param value the bytes
   * @return this
   */
  public GgufBytes raw(String key, int type, byte... value) {
    keyCount++;
    keys.writeBytes(string(key));
    keys.writeBytes(number(4, type));
    keys.writeBytes(value);
    return this;
  }

  /**
   * Adds an integer.
   *
   * @param key the key
   * @param type the number of the type
   * @param bytes how many bytes it has
   * @param value the value
   * @return this
   */
  public GgufBytes integer(String key, int type, int bytes, long value) {
    return raw(key, type, number(bytes, value));
  }

  /**
   * Adds an id as files have them, an unsigned integer of 32 bits.
   *
   * @param key the key
   * @param value the value
   * @return this
   */
  public GgufBytes id(String key, int value) {
    return integer(key, 4, 4, value);
  }

  /**
   * Adds a truth value.
   *
   * @param key the key
   * @param value the value
   * @return this
   */
  public GgufBytes flag(String key, boolean value) {
    return raw(key, 7, (byte) (value ? 1 : 0));
  }

  /**
   * Adds a text.
   *
   * @param key the key
   * @param value the text
   * @return this
   */
  public GgufBytes text(String key, String value) {
    return raw(key, 8, string(value));
  }

  /**
   * Adds an array of texts.
   *
   * @param key the key
   * @param values the texts
   * @return this
   */
  public GgufBytes texts(String key, List<String> values) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.writeBytes(number(4, 8));
    out.writeBytes(number(8, values.size()));
    values.forEach(value -> out.writeBytes(string(value)));
    return raw(key, 9, out.toByteArray());
  }

  /**
   * Adds an array of 32-bit floats or integers.
   *
   * @param key the key
   * @param type 5 for integers, 6 for floats
   * @param bits the bits of the values
   * @return this
   */
  public GgufBytes numbers(String key, int type, int... bits) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.writeBytes(number(4, type));
    out.writeBytes(number(8, bits.length));
    for (int value : bits) {
      out.writeBytes(number(4, value));
    }
    return raw(key, 9, out.toByteArray());
  }

  /**
   * Adds the description of a tensor.
   *
   * @param name its name
   * @param type the number of its type
   * @param offset where its data begin
   * @param dimensions its dimensions, the contiguous one first
   * @return this
   */
  public GgufBytes tensor(String name, int type, long offset, long... dimensions) {
    tensorCount++;
    tensors.writeBytes(string(name));
    tensors.writeBytes(number(4, dimensions.length));
    for (long dimension : dimensions) {
      tensors.writeBytes(number(8, dimension));
    }
    tensors.writeBytes(number(4, type));
    tensors.writeBytes(number(8, offset));
    return this;
  }

  /**
   * The file, with zeros up to the data and as data.
   *
   * @param alignment what the data begin at a multiple of
   * @param data how many bytes of data there are
   * @return the bytes
   */
  public byte[] toBytes(int alignment, int data) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.writeBytes("GGUF".getBytes(StandardCharsets.US_ASCII));
    out.writeBytes(number(4, version));
    out.writeBytes(number(8, tensorCount));
    out.writeBytes(number(8, keyCount));
    out.writeBytes(keys.toByteArray());
    out.writeBytes(tensors.toByteArray());
    out.writeBytes(new byte[(alignment - out.size() % alignment) % alignment + data]);
    return out.toByteArray();
  }
}
