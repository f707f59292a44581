package dev.stoa.format;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadFeature;
import dev.stoa.file.FormatException;
import dev.stoa.tensor.Shape;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

/** Reads the JSON of a safetensors header, token by token, so that it needs little memory. */
final class SafetensorsHeaderParser {
  private static final JsonFactory JSON =
      JsonFactory.builder().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build();

  /** More dimensions than any tensor has. */
  private static final int MAX_RANK = 16;

  private final Path file;
  private final byte[] bytes;
  private final long dataStart;
  private final Map<String, TensorEntry> entries = new LinkedHashMap<>();
  private final Map<String, String> metadata = new LinkedHashMap<>();
  private JsonParser parser;

  SafetensorsHeaderParser(Path file, byte[] bytes) {
    this.file = file;
    this.bytes = bytes;
    dataStart = SafetensorsHeader.LENGTH_BYTES + bytes.length;
  }

  SafetensorsHeader parse() throws IOException {
    try (JsonParser opened = JSON.createParser(bytes)) {
      parser = opened;
      require(parser.nextToken(), JsonToken.START_OBJECT, "an object");
      while (parser.nextToken() == JsonToken.FIELD_NAME) {
        String name = parser.currentName();
        if (name.equals(SafetensorsHeader.METADATA)) {
          parseMetadata();
        } else {
          entries.put(name, parseEntry(name));
        }
      }
      require(parser.nextToken(), null, "nothing but spaces behind the header");
    } catch (JacksonException e) {
      FormatException damaged =
          FormatException.atByte(
              file,
              place(e.getLocation() == null ? 0 : e.getLocation().getByteOffset()),
              "expected a header in JSON, but: " + e.getOriginalMessage());
      damaged.initCause(e);
      throw damaged;
    }
    return new SafetensorsHeader(entries, metadata);
  }

  private void parseMetadata() throws IOException {
    require(parser.nextToken(), JsonToken.START_OBJECT, "an object of texts");
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      String key = parser.currentName();
      require(parser.nextToken(), JsonToken.VALUE_STRING, "a text");
      metadata.put(key, parser.getText());
    }
  }

  private TensorEntry parseEntry(String name) throws IOException {
    require(parser.nextToken(), JsonToken.START_OBJECT, "the description of tensor " + name);
    long place = place(parser.currentTokenLocation().getByteOffset());
    DataType type = null;
    long[] dimensions = null;
    long[] offsets = null;
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      String key = parser.currentName();
      parser.nextToken();
      switch (key) {
        case "dtype" -> type = parseType(name);
        case "shape" -> dimensions = parseNumbers("the dimensions of tensor " + name);
        case "data_offsets" -> offsets = parseNumbers("the place of tensor " + name);
        default -> parser.skipChildren();
      }
    }
    if (type == null || dimensions == null || offsets == null || offsets.length != 2) {
      throw FormatException.atByte(
          file,
          place,
          "expected a dtype, a shape and two data_offsets of tensor '%s'".formatted(name));
    }
    return entry(place, name, type, dimensions, offsets);
  }

  /** Checks sizes without multiplying what could overflow. */
  private TensorEntry entry(
      long place, String name, DataType type, long[] dimensions, long[] offsets)
      throws FormatException {
    Shape shape;
    try {
      shape = Shape.of(Arrays.stream(dimensions).mapToInt(Math::toIntExact).toArray());
    } catch (IllegalArgumentException | ArithmeticException e) {
      throw FormatException.atByte(
          file,
          place,
          "tensor '%s' has the shape %s; at most 2^31 - 9 values are supported"
              .formatted(name, Arrays.toString(dimensions)));
    }
    long bytes = (long) shape.size() * type.bytes();
    if (offsets[0] < 0 || offsets[1] < offsets[0] || offsets[1] > Long.MAX_VALUE - dataStart) {
      throw FormatException.atByte(
          file,
          place,
          "tensor '%s' cannot lie between the offsets %d and %d"
              .formatted(name, offsets[0], offsets[1]));
    }
    if (offsets[1] - offsets[0] != bytes) {
      throw FormatException.atByte(
          file,
          place,
          "expected %d bytes for tensor '%s' of type %s and shape %s, found the offsets %d and %d"
              .formatted(bytes, name, type, shape, offsets[0], offsets[1]));
    }
    return new TensorEntry(name, type, shape, dataStart + offsets[0], dataStart + offsets[1]);
  }

  private DataType parseType(String tensor) throws IOException {
    require(parser.currentToken(), JsonToken.VALUE_STRING, "the type of tensor " + tensor);
    String name = parser.getText();
    DataType type = DataType.named(name).orElse(null);
    if (type == null) {
      throw here("tensor '%s' has the unknown type %s; supported are %s", tensor, name);
    }
    return type;
  }

  private FormatException here(String problem, String tensor, String type) {
    return FormatException.atByte(
        file,
        place(parser.currentTokenLocation().getByteOffset()),
        problem.formatted(tensor, type, DataType.readableNames()));
  }

  private long[] parseNumbers(String what) throws IOException {
    require(parser.currentToken(), JsonToken.START_ARRAY, what);
    long[] numbers = new long[MAX_RANK];
    int count = 0;
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      require(parser.currentToken(), JsonToken.VALUE_NUMBER_INT, "a whole number in " + what);
      if (count == MAX_RANK) {
        throw FormatException.atByte(
            file,
            place(parser.currentTokenLocation().getByteOffset()),
            "expected at most %d numbers for %s".formatted(MAX_RANK, what));
      }
      numbers[count++] = parser.getLongValue();
    }
    return Arrays.copyOf(numbers, count);
  }

  private void require(JsonToken found, JsonToken expected, String what) throws FormatException {
    if (found != expected) {
      throw FormatException.atByte(
          file,
          place(parser.currentTokenLocation().getByteOffset()),
          "expected %s, found %s".formatted(what, found == null ? "the end of the header" : found));
    }
  }

  private static long place(long offset) {
    return SafetensorsHeader.LENGTH_BYTES + Math.max(0, offset);
  }
}
