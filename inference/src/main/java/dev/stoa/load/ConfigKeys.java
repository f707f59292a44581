package dev.stoa.load;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.stoa.file.FormatException;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeSet;

/**
 * The keys of a JSON object, read with their types; errors name the file and the key. A key with
 * the value null counts as missing.
 *
 * @param file where the object was read from
 * @param root the object
 */
record ConfigKeys(Path file, JsonNode root) {
  boolean has(String key) {
    return root.hasNonNull(key);
  }

  /** The object under a key, with no keys of its own if it is missing. */
  ConfigKeys object(String key) throws FormatException {
    if (!has(key)) {
      return new ConfigKeys(file, MissingNode.getInstance());
    }
    if (!root.get(key).isObject()) {
      throw problem(key, "an object");
    }
    return new ConfigKeys(file, root.get(key));
  }

  int integer(String key) throws FormatException {
    require(key, "a whole number");
    return integer(key, 0);
  }

  int integer(String key, int otherwise) throws FormatException {
    if (!has(key)) {
      return otherwise;
    }
    JsonNode node = root.get(key);
    if (!node.isIntegralNumber() || !node.canConvertToInt()) {
      throw problem(key, "a whole number below 2^31");
    }
    return node.intValue();
  }

  /** Rounded once, from the decimal digits to float32. */
  float number(String key, float otherwise) throws FormatException {
    if (!has(key)) {
      return otherwise;
    }
    if (!root.get(key).isNumber()) {
      throw problem(key, "a number");
    }
    float value = Float.parseFloat(root.get(key).asText());
    if (!Float.isFinite(value)) {
      throw problem(key, "a number in the range of float32");
    }
    return value;
  }

  boolean flag(String key, boolean otherwise) throws FormatException {
    if (has(key) && !root.get(key).isBoolean()) {
      throw problem(key, "true or false");
    }
    return has(key) ? root.get(key).booleanValue() : otherwise;
  }

  String text(String key) throws FormatException {
    require(key, "a text");
    if (!root.get(key).isTextual()) {
      throw problem(key, "a text");
    }
    return root.get(key).textValue();
  }

  /** The meaning of a text that must be one of several. */
  <T> T choice(String key, Map<String, T> choices, String otherwise) throws FormatException {
    String name = has(key) ? text(key) : otherwise;
    if (!choices.containsKey(name)) {
      throw problem(key, "one of " + new TreeSet<>(choices.keySet()));
    }
    return choices.get(name);
  }

  private void require(String key, String expected) throws FormatException {
    if (!has(key)) {
      throw new FormatException(file, "expected %s for the key '%s'".formatted(expected, key));
    }
  }

  FormatException problem(String key, String expected) {
    return new FormatException(
        file, "key '%s': expected %s, found %s".formatted(key, expected, root.get(key)));
  }
}
