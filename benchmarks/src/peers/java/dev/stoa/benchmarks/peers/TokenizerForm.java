package dev.stoa.benchmarks.peers;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.stoa.tokenizer.Tokenizer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A {@code tokenizer.json} in one of the forms that open models have, put together from its stages.
 *
 * @param name the form, in the names of what is compared
 * @param json the file
 * @param givesBack whether decoding gives a text back, but for U+2581, which becomes a space
 */
record TokenizerForm(String name, ObjectNode json, boolean givesBack) {

  static final ObjectMapper MAPPER = new ObjectMapper();

  /**
   * A form around a model.
   *
   * @param model the model as a file has it
   */
  static TokenizerForm of(String name, JsonNode model) {
    ObjectNode json = MAPPER.createObjectNode();
    json.put("version", "1.0").putNull("truncation").putNull("padding");
    json.putArray("added_tokens");
    for (String stage : new String[] {"normalizer", "pre_tokenizer", "post_processor", "decoder"}) {
      json.putNull(stage);
    }
    json.set("model", model);
    return new TokenizerForm(name, json, false);
  }

  /** The model of a tokenizer of ours, as it writes it. */
  static ObjectNode model(Tokenizer tokenizer) {
    return Texts.checked(
        () -> {
          Path file = Files.createTempFile("tokenizer", ".json");
          try {
            tokenizer.save(file);
            return (ObjectNode) MAPPER.readTree(file.toFile()).get("model");
          } finally {
            Files.delete(file);
          }
        });
  }

  /** This form as one whose decoding gives texts back. */
  TokenizerForm givingBack() {
    return new TokenizerForm(name, json, true);
  }

  /** Sets a stage, or an option of the model as {@code model/OPTION}, from JSON. */
  TokenizerForm with(String stage, String text) {
    ObjectNode changed = json.deepCopy();
    int slash = stage.indexOf('/');
    ObjectNode in = slash < 0 ? changed : (ObjectNode) changed.get(stage.substring(0, slash));
    try {
      in.set(stage.substring(slash + 1), MAPPER.readTree(text));
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(text, e);
    }
    return new TokenizerForm(name, changed, givesBack);
  }

  /**
   * Adds a token.
   *
   * @param flags those of {@code special}, {@code lstrip}, {@code rstrip}, {@code single_word} and
   *     {@code normalized} that are true
   */
  TokenizerForm added(String content, int id, String flags) {
    ObjectNode changed = json.deepCopy();
    ObjectNode token = ((ArrayNode) changed.get("added_tokens")).addObject();
    token.put("id", id).put("content", content);
    for (String flag : new String[] {"single_word", "lstrip", "rstrip", "normalized", "special"}) {
      token.put(flag, flags.contains(flag));
    }
    return new TokenizerForm(name, changed, givesBack);
  }

  /** Puts special tokens before and behind a text; an empty name is none. */
  TokenizerForm around(String before, int beforeId, String after, int afterId) {
    ObjectNode changed = json.deepCopy();
    ObjectNode template = changed.putObject("post_processor").put("type", "TemplateProcessing");
    ObjectNode tokens = MAPPER.createObjectNode();
    ArrayNode single = template.putArray("single");
    part(single, tokens, before, beforeId);
    single.addObject().putObject("Sequence").put("id", "A").put("type_id", 0);
    part(single, tokens, after, afterId);
    ArrayNode pair = template.putArray("pair");
    pair.addObject().putObject("Sequence").put("id", "A").put("type_id", 0);
    pair.addObject().putObject("Sequence").put("id", "B").put("type_id", 1);
    template.set("special_tokens", tokens);
    return new TokenizerForm(name, changed, givesBack);
  }

  private static void part(ArrayNode single, ObjectNode tokens, String name, int id) {
    if (!name.isEmpty()) {
      single.addObject().putObject("SpecialToken").put("id", name).put("type_id", 0);
      ObjectNode token = tokens.putObject(name).put("id", name);
      token.putArray("ids").add(id);
      token.putArray("tokens").add(name);
    }
  }

  /** The texts of the added tokens. */
  List<String> addedTokens() {
    List<String> names = new ArrayList<>();
    json.get("added_tokens").forEach(token -> names.add(token.get("content").textValue()));
    return names;
  }

  /** Writes the file. */
  void write(Path file) throws IOException {
    MAPPER.writeValue(file.toFile(), json);
  }
}
