package dev.stoa.tokenizer.file;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.StreamWriteFeature;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.stoa.file.AtomicFile;
import dev.stoa.file.FormatException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Reads a JSON object from a file that may be damaged, and writes one. */
final class JsonFile {

  /** More than any known tokenizer by far. */
  private static final long MAX_BYTES = 1L << 29;

  private static final JsonMapper MAPPER =
      JsonMapper.builder()
          .disable(StreamWriteFeature.AUTO_CLOSE_TARGET)
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  private JsonFile() {}

  /**
   * Reads the whole file.
   *
   * @throws FormatException if it is not one JSON object, if a key is there twice, or if the file
   *     is too large
   */
  static JsonNode read(Path file) throws IOException {
    long size = Files.size(file);
    if (size > MAX_BYTES) {
      throw new FormatException(
          file, "expected at most " + MAX_BYTES + " bytes of JSON, but it has " + size);
    }
    return parse(file, Files.readAllBytes(file));
  }

  /** An object without any values. */
  static JsonNode none() {
    return MAPPER.createObjectNode();
  }

  /** Writes JSON. */
  @FunctionalInterface
  interface Content {
    void writeTo(JsonGenerator json) throws IOException;
  }

  /** Writes a file with one value on each line. */
  static void write(Path file, Content content) throws IOException {
    DefaultIndenter lines = new DefaultIndenter("  ", "\n");
    AtomicFile.writeStream(
        file,
        out -> {
          try (JsonGenerator json = MAPPER.createGenerator(out)) {
            json.setPrettyPrinter(
                new DefaultPrettyPrinter().withArrayIndenter(lines).withObjectIndenter(lines));
            content.writeTo(json);
          }
        });
  }

  private static JsonNode parse(Path file, byte[] content) throws IOException {
    JsonNode node;
    try (JsonParser parser = MAPPER.createParser(content)) {
      node = MAPPER.readTree(parser);
    } catch (JsonProcessingException e) {
      long offset = e.getLocation() == null ? 0 : Math.max(0, e.getLocation().getByteOffset());
      throw damaged(file, offset, e.getOriginalMessage(), e);
    } catch (IOException e) {
      throw damaged(file, 0, e.getMessage(), e);
    }
    if (node == null || !node.isObject()) {
      throw FormatException.atByte(file, 0, "expected a JSON object");
    }
    return node;
  }

  private static FormatException damaged(Path file, long offset, String message, Exception cause) {
    FormatException exception =
        FormatException.atByte(file, offset, "expected valid JSON, but: " + message);
    exception.initCause(cause);
    return exception;
  }
}
