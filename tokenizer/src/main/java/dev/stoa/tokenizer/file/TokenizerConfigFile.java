package dev.stoa.tokenizer.file;

import com.fasterxml.jackson.databind.JsonNode;
import dev.stoa.file.FormatException;
import dev.stoa.tokenizer.SpecialTokens;
import dev.stoa.tokenizer.Template;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;

/**
 * Hugging Face's {@code tokenizer_config.json}, which may stand beside a tokenizer: which tokens
 * begin and end a text, and whether they are put around it.
 *
 * @param file the file
 * @param root its content, empty if there is no such file
 */
record TokenizerConfigFile(Path file, JsonNode root) {

  /** Reads the file beside a tokenizer, if there is one. */
  static TokenizerConfigFile beside(Path tokenizer) throws IOException {
    Path file = tokenizer.resolveSibling("tokenizer_config.json");
    boolean there = Files.isRegularFile(file) && !file.equals(tokenizer);
    return new TokenizerConfigFile(file, there ? JsonFile.read(file) : JsonFile.none());
  }

  /** The id of a token that is named by its text or by an object with its content. */
  private OptionalInt id(String key, Map<String, Integer> ids) {
    JsonNode token = root.path(key);
    Integer id = ids.get(token.isObject() ? token.path("content").asText() : token.asText());
    return id == null ? OptionalInt.empty() : OptionalInt.of(id);
  }

  /**
   * What stands around a text: what the tokenizer says, unless this file says otherwise.
   *
   * @throws FormatException if a token is to be added that is not known
   */
  Template template(Template own, Map<String, Integer> ids) throws FormatException {
    return new Template(
        with(own.before(), "add_bos_token", "bos_token", ids),
        with(own.after(), "add_eos_token", "eos_token", ids));
  }

  private List<Integer> with(List<Integer> own, String adds, String token, Map<String, Integer> ids)
      throws FormatException {
    if (!root.path(adds).isBoolean()) {
      return own;
    }
    OptionalInt id = id(token, ids);
    if (!root.path(adds).booleanValue()) {
      return own.stream().filter(other -> id.isEmpty() || other != id.getAsInt()).toList();
    }
    if (id.isEmpty()) {
      throw new FormatException(
          file, "%s is true, but %s is no special token".formatted(adds, root.path(token)));
    }
    return own.contains(id.getAsInt()) ? own : List.of(id.getAsInt());
  }

  /** The special tokens, of which this file may say which one begins and which one ends a text. */
  SpecialTokens special(SpecialTokens own) {
    OptionalInt begin = id("bos_token", own.ids());
    OptionalInt end = id("eos_token", own.ids());
    return new SpecialTokens(
        own.ids(),
        begin.isPresent() ? begin : own.beginOfText(),
        end.isPresent() ? end : own.endOfText());
  }
}
