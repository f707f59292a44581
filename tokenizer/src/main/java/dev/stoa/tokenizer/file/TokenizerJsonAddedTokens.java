package dev.stoa.tokenizer.file;

import com.fasterxml.jackson.databind.JsonNode;
import dev.stoa.file.FormatException;
import dev.stoa.tokenizer.SpecialTokens;
import dev.stoa.tokenizer.added.AddedToken;
import dev.stoa.tokenizer.added.AddedTokens;
import dev.stoa.tokenizer.normal.TracedText;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

/** The list {@code added_tokens} of Hugging Face's {@code tokenizer.json}. */
final class TokenizerJsonAddedTokens {

  private final Map<String, Integer> names = new LinkedHashMap<>();
  private final Map<String, Integer> special = new LinkedHashMap<>();
  private final Map<String, AddedToken> options = new LinkedHashMap<>();
  private final List<AddedToken> plain = new ArrayList<>();

  /**
   * Reads the list.
   *
   * @param normalizer what changes the texts in which normalized tokens are looked for
   */
  TokenizerJsonAddedTokens(Path file, JsonNode list, UnaryOperator<TracedText> normalizer)
      throws FormatException {
    for (JsonNode token : list) {
      JsonNode content = token.path("content");
      if (!content.isTextual() || content.textValue().isEmpty() || !token.path("id").isInt()) {
        throw new FormatException(
            file, "expected a content and an id in each of added_tokens, found " + token);
      }
      add(file, token, content.textValue(), normalizer);
    }
  }

  private void add(Path file, JsonNode token, String content, UnaryOperator<TracedText> normalizer)
      throws FormatException {
    boolean isSpecial = token.path("special").asBoolean(false);
    boolean normalized = token.path("normalized").asBoolean(!isSpecial);
    String changed = normalized ? normalizer.apply(TracedText.of(content)).text() : content;
    AddedToken read =
        new AddedToken(
            changed.isEmpty() ? content : changed,
            token.path("id").intValue(),
            token.path("lstrip").asBoolean(false),
            token.path("rstrip").asBoolean(false),
            token.path("single_word").asBoolean(false),
            normalized);
    if (isSpecial) {
      special.put(content, read.id());
      options.put(content, read);
    } else {
      plain.add(read);
    }
    if (names.put(content, read.id()) != null) {
      throw new FormatException(file, "added token '" + content + "' is there twice");
    }
  }

  /** All tokens by their contents. */
  Map<String, Integer> names() {
    return names;
  }

  /** The special tokens by their contents. */
  Map<String, Integer> special() {
    return special;
  }

  /** What is cut out of texts; a configuration may say what begins and ends them. */
  AddedTokens tokens(TokenizerConfigFile config) {
    return new AddedTokens(config.special(SpecialTokens.of(special)), plain, options);
  }
}
