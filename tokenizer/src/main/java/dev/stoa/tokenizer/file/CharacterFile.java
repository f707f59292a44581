package dev.stoa.tokenizer.file;

import com.fasterxml.jackson.databind.JsonNode;
import dev.stoa.file.FormatException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;

/** This library's file of characters: a JSON object with the characters in one string. */
public final class CharacterFile {

  private static final String FORMAT = "stoa characters";

  private CharacterFile() {}

  /** Whether a JSON object is what {@link #write} writes. */
  static boolean recognizes(JsonNode root) {
    return root.path("format").asText().equals(FORMAT);
  }

  /** The characters, in increasing order. */
  static int[] read(Path file, JsonNode root) throws FormatException {
    if (root.path("version").asInt() != 1) {
      throw new FormatException(
          file, "expected version 1 of '" + FORMAT + "', found " + root.path("version"));
    }
    String characters = root.path("characters").asText();
    int[] codePoints = characters.codePoints().toArray();
    for (int i = 1; i < codePoints.length; i++) {
      if (codePoints[i - 1] >= codePoints[i]) {
        throw new FormatException(
            file,
            "expected characters in increasing order, each once, but U+%04X follows U+%04X"
                .formatted(codePoints[i], codePoints[i - 1]));
      }
    }
    if (codePoints.length == 0 || Arrays.stream(codePoints).anyMatch(CharacterFile::isSurrogate)) {
      throw new FormatException(
          file, "expected a string of characters, none of them a lone surrogate");
    }
    return codePoints;
  }

  private static boolean isSurrogate(int codePoint) {
    return codePoint >= Character.MIN_SURROGATE && codePoint <= Character.MAX_SURROGATE;
  }

  /**
   * Writes the characters.
   *
   * @param codePoints the characters, in increasing order
   * @param file the file to write or to replace
   * @throws IOException if the file cannot be written
   */
  public static void write(int[] codePoints, Path file) throws IOException {
    JsonFile.write(
        file,
        json -> {
          json.writeStartObject();
          json.writeStringField("format", FORMAT);
          json.writeNumberField("version", 1);
          json.writeStringField("characters", new String(codePoints, 0, codePoints.length));
          json.writeEndObject();
        });
  }
}
