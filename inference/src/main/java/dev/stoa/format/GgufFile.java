package dev.stoa.format;

import dev.stoa.file.FormatException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * What a GGUF file says about itself: its metadata and where its tensors lie. The data of the
 * tensors are not read.
 *
 * <p>Versions 2 and 3, little-endian. Values of metadata are a {@link Long} for integers of any
 * size, a {@link Double} for floats, a {@link Boolean}, a {@link String}; for arrays of integers a
 * {@code long[]}, of floats a {@code double[]}, and of all else a {@link List}.
 *
 * <p>Source: ggml's {@code docs/gguf.md}.
 *
 * @param file the file
 * @param version 2 or 3
 * @param metadata the values by their keys, in the order of the file; unmodifiable
 * @param tensors the tensors by their names, in the order of the file; unmodifiable
 * @param alignment what the offsets of tensors are multiples of, in bytes
 * @param dataStart where the data of tensors begin, in bytes from the beginning of the file
 */
public record GgufFile(
    Path file,
    int version,
    Map<String, Object> metadata,
    Map<String, GgufTensor> tensors,
    long alignment,
    long dataStart) {

  /** Copies the maps. */
  public GgufFile {
    metadata = Collections.unmodifiableMap(new LinkedHashMap<>(metadata));
    tensors = Collections.unmodifiableMap(new LinkedHashMap<>(tensors));
  }

  /**
   * Reads the metadata and the list of tensors.
   *
   * @param file the file
   * @return what it says
   * @throws FormatException if the file is damaged, big-endian, or of another version
   * @throws IOException if the file cannot be read
   */
  public static GgufFile read(Path file) throws IOException {
    try (GgufInput in = new GgufInput(file)) {
      return new GgufParser(file, in).parse();
    }
  }

  private <T> Optional<T> value(String key, Class<T> type, String what) throws FormatException {
    Object value = metadata.get(key);
    if (value != null && !type.isInstance(value)) {
      throw new FormatException(
          file,
          "expected the key %s to be %s, found %s"
              .formatted(key, what, value.getClass().getSimpleName()));
    }
    return Optional.ofNullable(type.cast(value));
  }

  /**
   * A text.
   *
   * @param key its key
   * @return the value, or nothing if the key is not there
   * @throws FormatException if it is of another type
   */
  public Optional<String> string(String key) throws FormatException {
    return value(key, String.class, "a string");
  }

  /**
   * A truth value.
   *
   * @param key its key
   * @return the value, or nothing if the key is not there
   * @throws FormatException if it is of another type
   */
  public Optional<Boolean> flag(String key) throws FormatException {
    return value(key, Boolean.class, "a truth value");
  }

  /**
   * An integer that fits in an {@code int}, such as an id.
   *
   * @param key its key
   * @return the value, or nothing if the key is not there
   * @throws FormatException if it is of another type or too large
   */
  public OptionalInt integer(String key) throws FormatException {
    Optional<Long> value = value(key, Long.class, "an integer");
    if (value.isPresent() && value.get() != value.get().intValue()) {
      throw new FormatException(
          file, "expected the key %s to be below 2^31, found %d".formatted(key, value.get()));
    }
    return value.isPresent() ? OptionalInt.of(value.get().intValue()) : OptionalInt.empty();
  }

  /**
   * An array of integers.
   *
   * @param key its key
   * @return the values, empty if the key is not there
   * @throws FormatException if it is of another type
   */
  public long[] integers(String key) throws FormatException {
    return value(key, long[].class, "an array of integers").orElse(new long[0]);
  }

  /**
   * An array of numbers.
   *
   * @param key its key
   * @return the values, empty if the key is not there
   * @throws FormatException if it is of another type
   */
  public double[] numbers(String key) throws FormatException {
    if (metadata.get(key) instanceof long[] integers) {
      double[] numbers = new double[integers.length];
      for (int i = 0; i < numbers.length; i++) {
        numbers[i] = integers[i];
      }
      return numbers;
    }
    return value(key, double[].class, "an array of floats").orElse(new double[0]);
  }

  /**
   * An array of texts.
   *
   * @param key its key
   * @return the values, empty if the key is not there
   * @throws FormatException if it is of another type
   */
  public List<String> strings(String key) throws FormatException {
    List<?> values = value(key, List.class, "an array of strings").orElse(List.of());
    for (Object value : values) {
      if (!(value instanceof String)) {
        throw new FormatException(
            file, "expected the key %s to be an array of strings".formatted(key));
      }
    }
    return values.stream().map(String.class::cast).toList();
  }
}
