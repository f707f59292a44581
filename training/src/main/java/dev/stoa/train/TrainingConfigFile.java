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

/** Reads and writes {@link TrainingConfig} as JSON; the keys are the names of its components. */
final class TrainingConfigFile {
  private static final long MOST_BYTES = 1 << 16;

  private static final RecordComponent[] COMPONENTS = TrainingConfig.class.getRecordComponents();

  private static final JsonMapper MAPPER =
      JsonMapper.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
          .build();

  private TrainingConfigFile() {}

  static void write(Path file, TrainingConfig config) throws IOException {
    ObjectNode object = MAPPER.createObjectNode();
    for (RecordComponent component : COMPONENTS) {
      put(object, component.getName(), value(component, config));
    }
    AtomicFile.write(file, object.toPrettyString() + "\n");
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

  private static Object value(RecordComponent component, TrainingConfig config) {
    try {
      return component.getAccessor().invoke(config);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e);
    }
  }

  static TrainingConfig read(Path file) throws IOException {
    JsonNode object = parse(file);
    List<String> known = Arrays.stream(COMPONENTS).map(RecordComponent::getName).toList();
    for (var names = object.fieldNames(); names.hasNext(); ) {
      String name = names.next();
      if (!known.contains(name)) {
        throw new FormatException(file, "unknown key %s; known are %s".formatted(name, known));
      }
    }
    Object[] values = new Object[COMPONENTS.length];
    for (int i = 0; i < values.length; i++) {
      values[i] = number(file, object, COMPONENTS[i]);
    }
    return construct(file, values);
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

  private static TrainingConfig construct(Path file, Object[] values) throws FormatException {
    Class<?>[] types =
        Arrays.stream(COMPONENTS).map(RecordComponent::getType).toArray(Class<?>[]::new);
    try {
      return TrainingConfig.class.getDeclaredConstructor(types).newInstance(values);
    } catch (ReflectiveOperationException e) {
      if (e.getCause() instanceof IllegalArgumentException range) {
        throw new FormatException(file, range.getMessage());
      }
      throw new IllegalStateException(e);
    }
  }
}
