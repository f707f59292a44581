package dev.stoa.tokenizer;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;

/**
 * Reads Hugging Face's {@code tokenizer.json} as far as it is byte-level byte-pair encoding. A
 * stage that would change the ids and is not known is refused by its name.
 */
final class TokenizerJsonReader {

  private final Path file;
  private final JsonNode root;
  private final BytePairAssembly assembly = new BytePairAssembly();

  private TokenizerJsonReader(Path file, JsonNode root) {
    this.file = file;
    this.root = root;
  }

  /** Whether a JSON object looks like a {@code tokenizer.json}. */
  static boolean recognizes(JsonNode root) {
    return root.path("model").isObject();
  }

  static BytePairTokenizer read(Path file, JsonNode root) throws IOException {
    return new TokenizerJsonReader(file, root).read();
  }

  private BytePairTokenizer read() throws IOException {
    requireType("normalizer", "null");
    requireType("post_processor", "null", "ByteLevel");
    requireType("decoder", "ByteLevel");
    requireModel(root.get("model"));
    SplitPattern split = readSplit();
    readVocabulary(root.get("model").path("vocab"));
    readAddedTokens(root.path("added_tokens"));
    readMerges(root.get("model").path("merges"));
    return assembly.build(file, split);
  }

  private FormatException problem(String message, Object... arguments) {
    return new FormatException(file, message.formatted(arguments));
  }

  private void requireType(String stage, String... supported) throws FormatException {
    JsonNode node = root.path(stage);
    String type = node.isMissingNode() || node.isNull() ? "null" : node.path("type").asText("?");
    for (String candidate : supported) {
      if (type.equals(candidate)) {
        return;
      }
    }
    throw problem(
        "%s '%s' is not supported; supported: %s", stage, type, String.join(", ", supported));
  }

  private void requireModel(JsonNode model) throws FormatException {
    String type = model.path("type").asText("BPE");
    if (!type.equals("BPE")) {
      throw problem("model '%s' is not supported; supported: BPE", type);
    }
    for (String option : new String[] {"byte_fallback", "ignore_merges"}) {
      if (model.path(option).asBoolean(false)) {
        throw problem("model option %s = true is not supported; supported: false", option);
      }
    }
    for (String option :
        new String[] {"dropout", "unk_token", "continuing_subword_prefix", "end_of_word_suffix"}) {
      JsonNode value = model.path(option);
      if (!value.isMissingNode() && !value.isNull() && !value.asText().isEmpty()) {
        throw problem("model option %s = %s is not supported; supported: null", option, value);
      }
    }
  }

  private SplitPattern readSplit() throws FormatException {
    requireType("pre_tokenizer", "ByteLevel");
    JsonNode split = root.get("pre_tokenizer");
    if (split.path("add_prefix_space").asBoolean(true)) {
      throw problem(
          "pre_tokenizer option add_prefix_space = true is not supported; supported: false");
    }
    return split.path("use_regex").asBoolean(true) ? SplitPattern.GPT2 : SplitPattern.NONE;
  }

  private void readVocabulary(JsonNode vocabulary) throws FormatException {
    if (!vocabulary.isObject()) {
      throw problem("expected an object model.vocab, from token to id");
    }
    for (Map.Entry<String, JsonNode> token : vocabulary.properties()) {
      if (!token.getValue().isInt()) {
        throw problem("expected a number as the id of '%s' in model.vocab", token.getKey());
      }
      assembly.addToken(file, token.getKey(), token.getValue().intValue());
    }
  }

  private void readAddedTokens(JsonNode added) throws FormatException {
    for (JsonNode token : added) {
      JsonNode content = token.path("content");
      if (!content.isTextual() || content.textValue().isEmpty() || !token.path("id").isInt()) {
        throw problem("expected a content and an id in each of added_tokens, found %s", token);
      }
      if (!token.path("special").asBoolean(false)) {
        throw problem(
            "added token %s has special = false, which is not supported; supported: true", content);
      }
      for (String option : new String[] {"single_word", "lstrip", "rstrip"}) {
        if (token.path(option).asBoolean(false)) {
          throw problem(
              "added token %s has %s = true, which is not supported; supported: false",
              content, option);
        }
      }
      assembly.addSpecial(file, content.textValue(), token.path("id").intValue());
    }
  }

  private void readMerges(JsonNode merges) throws FormatException {
    if (!merges.isArray()) {
      throw problem("expected an array model.merges");
    }
    int rank = 0;
    for (JsonNode merge : merges) {
      String[] pair = pair(merge);
      if (pair == null) {
        throw problem("model.merges[%d]: expected \"left right\" or two strings", rank);
      }
      String wrong = assembly.addMerge(pair[0], pair[1]);
      if (wrong != null) {
        throw problem("model.merges[%d]: %s", rank, wrong);
      }
      rank++;
    }
  }

  private static String[] pair(JsonNode merge) {
    if (merge.isArray()
        && merge.size() == 2
        && merge.get(0).isTextual()
        && merge.get(1).isTextual()) {
      return new String[] {merge.get(0).textValue(), merge.get(1).textValue()};
    }
    String[] parts = merge.isTextual() ? merge.textValue().split(" ", -1) : new String[0];
    return parts.length == 2 ? parts : null;
  }
}
