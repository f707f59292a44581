package dev.stoa.load;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.stoa.file.AtomicFile;
import dev.stoa.file.FormatException;
import dev.stoa.model.AttentionConfig;
import dev.stoa.model.ModelConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * config.json: what a model is, in the keys of Hugging Face's transformers.
 *
 * <p>A model that is Hugging Face's Llama (RmsNorm, rotary positions on halves, SwiGLU) is written
 * with {@code model_type} llama. Every other one is written with {@code model_type} gpt2 and
 * GPT-2's keys, and where it differs from GPT-2 with keys of this library: {@code norm}, {@code
 * position}, {@code rope_theta}, {@code rotary_pairing}, {@code num_key_value_heads}, {@code
 * head_dim} and {@code biases}. Keys that say nothing about the computation are ignored; a missing
 * key has Hugging Face's default, except for dropout, which is 0.
 */
public final class ConfigFile {
  private static final long MAX_BYTES = 1 << 24;

  private static final String KNOWN = LlamaKeys.MODEL_TYPE + ", " + Gpt2Keys.MODEL_TYPE;

  private static final JsonMapper JSON =
      JsonMapper.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
          .build();

  private ConfigFile() {}

  /**
   * Reads a configuration.
   *
   * @param file the file
   * @return the configuration
   * @throws FormatException if it is damaged, a value is out of range, or the model is none of
   *     those that are known, which the message lists
   * @throws IOException if it cannot be read
   */
  public static ModelConfig read(Path file) throws IOException {
    ConfigKeys keys = new ConfigKeys(file, parse(file));
    String type = keys.text("model_type");
    try {
      ModelConfig config =
          switch (type) {
            case LlamaKeys.MODEL_TYPE -> LlamaKeys.read(keys);
            case Gpt2Keys.MODEL_TYPE -> Gpt2Keys.read(keys);
            default ->
                throw new FormatException(
                    file, "the model_type '%s' is unknown; known are %s".formatted(type, KNOWN));
          };
      AttentionConfig attention = EqualLayers.of(config).attention();
      Math.multiplyExact(attention.heads(), attention.headSize());
      return config;
    } catch (IllegalArgumentException | ArithmeticException e) {
      FormatException refused = new FormatException(file, e.getMessage());
      refused.initCause(e);
      throw refused;
    }
  }

  /**
   * Writes a configuration, atomically. Reading it gives an equal one.
   *
   * @param file where it shall be
   * @param config the configuration
   * @throws IllegalArgumentException if these keys cannot describe the model
   * @throws IOException if it cannot be written
   */
  public static void write(Path file, ModelConfig config) throws IOException {
    ObjectNode root = JSON.createObjectNode();
    EqualLayers model = EqualLayers.of(config);
    if (LlamaKeys.fits(model)) {
      LlamaKeys.write(root, model);
    } else if (Gpt2Keys.fits(model)) {
      Gpt2Keys.write(root, model);
    } else {
      throw new IllegalArgumentException("config.json has no keys for " + config);
    }
    AtomicFile.write(file, root.toPrettyString() + "\n");
  }

  private static JsonNode parse(Path file) throws IOException {
    if (Files.size(file) > MAX_BYTES) {
      throw new FormatException(
          file,
          "expected at most %d bytes of JSON, found %d".formatted(MAX_BYTES, Files.size(file)));
    }
    JsonNode root;
    try {
      root = JSON.readTree(Files.readAllBytes(file));
    } catch (JacksonException e) {
      long offset = e.getLocation() == null ? 0 : Math.max(0, e.getLocation().getByteOffset());
      FormatException damaged =
          FormatException.atByte(file, offset, "expected JSON, but: " + e.getOriginalMessage());
      damaged.initCause(e);
      throw damaged;
    }
    if (root == null || !root.isObject()) {
      throw FormatException.atByte(file, 0, "expected a JSON object");
    }
    return root;
  }
}
