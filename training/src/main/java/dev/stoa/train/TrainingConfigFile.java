package dev.stoa.train;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.stoa.file.AtomicFile;
import dev.stoa.file.FormatException;
import java.io.IOException;
import java.lang.reflect.RecordComponent;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/**
 * Reads and writes {@link TrainingConfig} as one flat JSON object; the keys are the names of its
 * components, and of those of the records in it.
 */
final class TrainingConfigFile {
  private static final long MOST_BYTES = 1 << 16;

  private static final JsonMapper MAPPER =
      JsonMapper.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
          .build();

  private TrainingConfigFile() {}

  static void write(Path file, TrainingConfig config) throws IOException {
    ObjectNode object = MAPPER.createObjectNode();
    put(object, config);
    AtomicFile.write(file, object.toPrettyString() + "\n");
  }

  private static void put(ObjectNode object, Record numbers) {
    for (RecordComponent component : numbers.getClass().getRecordComponents()) {
      Object value = value(component, numbers);
      if (value instanceof Record nested) {
        put(object, nested);
      } else {
        put(object, component.getName(), value);
      }
    }
  }

  private static void put(ObjectNode object, String name, Object value) {
    switch (value) {
      case Integer number -> object.put(name, number);
      case Long number -> object.put(name, number);
      // The shortest decimal that gives the same float again.
      case Float number -> object.put(name, new BigDecimal(number.toString()));
      default -> throw new IllegalStateException(name + " has no form in JSON");
    }
  }

  private static Object value(RecordComponent component, Record numbers) {
    try {
      return component.getAccessor().invoke(numbers);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e);
    }
  }

  static TrainingConfig read(Path file) throws IOException {
    JsonNode object = parse(file);
    List<String> known = names(TrainingConfig.class).toList();
    for (var names = object.fieldNames(); names.hasNext(); ) {
      String name = names.next();
      if (!known.contains(name)) {
        throw new FormatException(file, "unknown key %s; known are %s".formatted(name, known));
      }
    }
    return construct(file, object, TrainingConfig.class);
  }

  private static Stream<String> names(Class<?> type) {
    return Arrays.stream(type.getRecordComponents())
        .flatMap(
            component ->
                component.getType().isRecord()
                    ? names(component.getType())
                    : Stream.of(component.getName()));
  }

  private static JsonNode parse(Path file) throws IOException {
    long size = Files.size(file);
    if (size > MOST_BYTES) {
      throw new FormatException(
          file, "expected at most %d bytes of JSON, but it has %d".formatted(MOST_BYTES, size));
    }
    JsonNode object;
    try {
      object = MAPPER.readTree(Files.readAllBytes(file));
    } catch (JsonProcessingException e) {
      long line = e.getLocation() == null ? 1 : e.getLocation().getLineNr();
      FormatException problem =
          FormatException.atLine(file, line, "expected valid JSON, but: " + e.getOriginalMessage());
      problem.initCause(e);
      throw problem;
    }
    if (object == null || !object.isObject()) {
      throw new FormatException(file, "expected a JSON object");
    }
    return object;
  }

  private static Object number(Path file, JsonNode object, RecordComponent component)
      throws FormatException {
    JsonNode node = object.get(component.getName());
    Class<?> type = component.getType();
    if (node != null && type == float.class && node.isNumber()) {
      return Float.parseFloat(node.asText());
    }
    if (node != null && type == int.class && node.canConvertToInt() && node.isIntegralNumber()) {
      return node.intValue();
    }
    if (node != null && type == long.class && node.canConvertToLong() && node.isIntegralNumber()) {
      return node.longValue();
    }
    throw new FormatException(
        file,
        "%s must be a number of type %s, but %s"
            .formatted(component.getName(), type, node == null ? "is missing" : "is " + node));
  }

  private static <T> T construct(Path file, JsonNode object, Class<T> type) throws FormatException {
    RecordComponent[] components = type.getRecordComponents();
    Class<?>[] types = new Class<?>[components.length];
    Object[] values = new Object[components.length];
    for (int i = 0; i < components.length; i++) {
      types[i] = components[i].getType();
      values[i] =
          types[i].isRecord()
              ? construct(file, object, types[i])
              : number(file, object, components[i]);
    }
    try {
      return type.getDeclaredConstructor(types).newInstance(values);
    } catch (ReflectiveOperationException e) {
      if (e.getCause() instanceof IllegalArgumentException range) {
        throw new FormatException(file, range.getMessage());
      }
      throw new IllegalStateException(e);
    }
  }
}
