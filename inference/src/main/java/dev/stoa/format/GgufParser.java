package dev.stoa.format;

import dev.stoa.file.FormatException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Reads what a GGUF file says about itself: all but the data of its tensors. */
final class GgufParser {

  private static final long MAX_KEY = 65_535;
  private static final long MAX_NAME = 256;
  private static final int MAX_DIMENSIONS = 4;
  private static final int MAX_NESTING = 4;
  private static final String ALIGNMENT = "general.alignment";

  private static final int FLOAT32 = 6;
  private static final int BOOLEAN = 7;
  private static final int STRING = 8;
  private static final int ARRAY = 9;
  private static final int FLOAT64 = 12;

  /** The bytes of a value of each type; a string and an array begin with a length. */
  private static final int[] SIZES = {1, 1, 2, 2, 4, 4, 4, 1, 8, 12, 8, 8, 8};

  private final Path file;
  private final GgufInput in;
  private final Map<String, Object> metadata = new LinkedHashMap<>();

  /** A tensor whose place is not known before all are read. */
  private record Entry(
      String name, GgufType type, List<Long> shape, long bytes, long offset, long place) {}

  GgufParser(Path file, GgufInput in) {
    this.file = file;
    this.in = in;
  }

  GgufFile parse() throws IOException {
    readMagic();
    int version = readVersion();
    long tensorCount = in.unsigned(8, "the number of tensors");
    int tensors = in.count(8, tensorCount, 24, "tensors");
    int keys = in.count(16, in.unsigned(8, "the number of keys"), 13, "keys");
    for (int i = 0; i < keys; i++) {
      readKey();
    }
    List<Entry> entries = new ArrayList<>();
    for (int i = 0; i < tensors; i++) {
      entries.add(readEntry());
    }
    long alignment = alignment();
    long dataStart = (in.position() + alignment - 1) / alignment * alignment;
    return new GgufFile(
        file, version, metadata, place(entries, alignment, dataStart), alignment, dataStart);
  }

  private void readMagic() throws IOException {
    if (in.unsigned(4, "the magic number of GGUF") != 0x46554747L) {
      throw in.problem(0, "expected the magic number of GGUF, 'GGUF'");
    }
  }

  private int readVersion() throws IOException {
    long version = in.unsigned(4, "the version of GGUF");
    if ((version & 0xFFFF) == 0) {
      throw in.problem(4, "a big-endian GGUF file is not supported; supported: little-endian");
    }
    if (version < 2 || version > 3) {
      throw in.problem(
          4, "GGUF version %d is not supported; supported: 2 and 3".formatted(version));
    }
    return (int) version;
  }

  private void readKey() throws IOException {
    long place = in.position();
    String key = in.string(MAX_KEY, "a key");
    if (key.isEmpty()) {
      throw in.problem(place, "expected a key, found an empty string");
    }
    long type = in.unsigned(4, "the type of the key " + key);
    if (metadata.put(key, readValue(type, key, 0)) != null) {
      throw in.problem(place, "the key '%s' is there twice".formatted(key));
    }
  }

  private Object readValue(long type, String key, int depth) throws IOException {
    if (type < 0 || type >= SIZES.length) {
      throw in.problem(
          in.position() - 4,
          "the key '%s' has the type %d; known are 0 to %d".formatted(key, type, SIZES.length - 1));
    }
    return switch ((int) type) {
      case STRING -> in.string(Integer.MAX_VALUE, "the key " + key);
      case ARRAY -> readArray(key, depth);
      case BOOLEAN -> readBoolean(key);
      case FLOAT32, FLOAT64 -> toDouble((int) type, readBits((int) type, key));
      default -> extend((int) type, readBits((int) type, key), key);
    };
  }

  private long readBits(int type, String key) throws IOException {
    return in.unsigned(SIZES[type], "the key " + key);
  }

  private Boolean readBoolean(String key) throws IOException {
    long place = in.position();
    long value = readBits(BOOLEAN, key);
    if (value > 1) {
      throw in.problem(
          place, "expected 0 or 1 as the value of '%s', found %d".formatted(key, value));
    }
    return value == 1;
  }

  private static double toDouble(int type, long bits) {
    return type == FLOAT32 ? Float.intBitsToFloat((int) bits) : Double.longBitsToDouble(bits);
  }

  /** Signed types have odd numbers up to 5, and 11. */
  private Long extend(int type, long bits, String key) throws FormatException {
    int unused = 64 - 8 * SIZES[type];
    boolean signed = type == 1 || type == 3 || type == 5 || type == 11;
    if (!signed && bits < 0) {
      throw in.problem(
          in.position() - 8,
          "expected the value of '%s' to be below 2^63, found %s"
              .formatted(key, Long.toUnsignedString(bits)));
    }
    return signed ? bits << unused >> unused : bits;
  }

  private Object readArray(String key, int depth) throws IOException {
    if (depth == MAX_NESTING) {
      throw in.problem(
          in.position(),
          "the key '%s' has arrays within arrays, more than %d deep".formatted(key, MAX_NESTING));
    }
    long type = in.unsigned(4, "the type of the elements of " + key);
    long place = in.position();
    long length = in.unsigned(8, "the length of " + key);
    int least = type >= 0 && type < SIZES.length ? SIZES[(int) type] : 1;
    int count = in.count(place, length, least, "elements of " + key);
    if (type == FLOAT32 || type == FLOAT64) {
      double[] values = new double[count];
      for (int i = 0; i < count; i++) {
        values[i] = toDouble((int) type, readBits((int) type, key));
      }
      return values;
    }
    if (type != STRING && type != ARRAY && type != BOOLEAN && type >= 0 && type < SIZES.length) {
      long[] values = new long[count];
      for (int i = 0; i < count; i++) {
        values[i] = extend((int) type, readBits((int) type, key), key);
      }
      return values;
    }
    List<Object> values = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      values.add(readValue(type, key, depth + 1));
    }
    return List.copyOf(values);
  }

  private Entry readEntry() throws IOException {
    long place = in.position();
    String name = in.string(MAX_NAME, "the name of a tensor");
    int dimensions = (int) in.unsigned(4, "the number of dimensions of " + name);
    if (dimensions < 0 || dimensions > MAX_DIMENSIONS) {
      throw in.problem(
          place,
          "expected at most %d dimensions of tensor '%s', found %s"
              .formatted(MAX_DIMENSIONS, name, Integer.toUnsignedString(dimensions)));
    }
    List<Long> shape = new ArrayList<>();
    for (int i = 0; i < dimensions; i++) {
      shape.addFirst(in.unsigned(8, "a dimension of " + name));
    }
    long number = in.unsigned(4, "the type of " + name);
    GgufType type = GgufType.numbered(number).orElse(null);
    if (type == null) {
      throw in.problem(
          place,
          "tensor '%s' has the type %d, which is not supported; supported: %s"
              .formatted(name, number, List.of(GgufType.values())));
    }
    long offset = in.unsigned(8, "the offset of " + name);
    return new Entry(name, type, shape, bytes(place, name, type, shape), offset, place);
  }

  private long bytes(long place, String name, GgufType type, List<Long> shape)
      throws FormatException {
    long columns = shape.isEmpty() ? 1 : shape.getLast();
    long numbers = 1;
    try {
      for (long dimension : shape) {
        if (dimension < 0) {
          throw new ArithmeticException();
        }
        numbers = Math.multiplyExact(numbers, dimension);
      }
      if (columns % type.blockSize() != 0) {
        throw in.problem(
            place,
            "expected the rows of tensor '%s' to be whole blocks of %d (%s), found shape %s"
                .formatted(name, type.blockSize(), type, shape));
      }
      return Math.multiplyExact(numbers / type.blockSize(), (long) type.blockBytes());
    } catch (ArithmeticException e) {
      throw in.problem(
          place, "tensor '%s' has the shape %s, which is too large".formatted(name, shape));
    }
  }

  private long alignment() throws FormatException {
    Object value = metadata.getOrDefault(ALIGNMENT, 32L);
    if (value instanceof Long alignment
        && alignment >= 8
        && alignment % 8 == 0
        && alignment <= 1 << 30) {
      return alignment;
    }
    throw new FormatException(
        file, "expected %s to be a multiple of 8, found %s".formatted(ALIGNMENT, value));
  }

  private Map<String, GgufTensor> place(List<Entry> entries, long alignment, long dataStart)
      throws FormatException {
    Map<String, GgufTensor> tensors = new LinkedHashMap<>();
    for (Entry entry : entries) {
      long room = in.size() - dataStart;
      if (entry.offset < 0 || entry.offset % alignment != 0) {
        throw in.problem(
            entry.place,
            "expected the offset of tensor '%s' to be a multiple of %d, found %s"
                .formatted(entry.name, alignment, Long.toUnsignedString(entry.offset)));
      }
      if (entry.offset > room || entry.bytes > room - entry.offset) {
        throw in.problem(
            entry.place,
            "tensor '%s' has %d bytes from byte %d of the data on, but there are %d"
                .formatted(entry.name, entry.bytes, entry.offset, Math.max(0, room)));
      }
      long begin = dataStart + entry.offset;
      GgufTensor tensor =
          new GgufTensor(entry.name, entry.type, entry.shape, begin, begin + entry.bytes);
      if (tensors.put(entry.name, tensor) != null) {
        throw in.problem(entry.place, "tensor '%s' is there twice".formatted(entry.name));
      }
    }
    return tensors;
  }
}
