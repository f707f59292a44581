package dev.stoa.tokenizer.file;

import com.fasterxml.jackson.databind.JsonNode;
import dev.stoa.file.FormatException;
import dev.stoa.tokenizer.Template;
import dev.stoa.tokenizer.added.AddedToken;
import dev.stoa.tokenizer.added.AddedTokens;
import dev.stoa.tokenizer.pair.BytePairParts;
import dev.stoa.tokenizer.pair.BytePairRules;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.function.UnaryOperator;

/**
 * Reads Hugging Face's {@code tokenizer.json} as far as it is byte-level byte-pair encoding. A
 * stage that would change the ids and is not known is refused by its name.
 */
final class TokenizerJsonReader {

  private final Path file;
  private final JsonNode root;
  private final BytePairAssembly assembly = new BytePairAssembly();
  private boolean normalizes;
  private AddedTokens tokens;
  private Template template;

  private TokenizerJsonReader(Path file, JsonNode root) {
    this.file = file;
    this.root = root;
  }

  /** Whether a JSON object looks like a {@code tokenizer.json}. */
  static boolean recognizes(JsonNode root) {
    return root.path("model").isObject();
  }

  static BytePairParts read(Path file, JsonNode root) throws IOException {
    return new TokenizerJsonReader(file, root).read();
  }

  private BytePairParts read() throws IOException {
    readNormalizer(root.path("normalizer"));
    requireType(root.path("decoder"), "decoder", "ByteLevel");
    requireModel(root.get("model"));
    BytePairRules rules = readRules();
    readVocabulary(root.get("model").path("vocab"));
    readAddedTokens();
    readMerges(root.get("model").path("merges"));
    BytePairParts parts = assembly.build(file, rules, tokens, template);
    if (!rules.wholePieces()) {
      // With ignore_merges, as in Llama 3's file, a piece that is a token needs no merges, and
      // tokens that only whole pieces become are in order.
      assembly.requireAllMerges(file);
    }
    return parts;
  }

  private FormatException problem(String message, Object... arguments) {
    return new FormatException(file, message.formatted(arguments));
  }

  private static String type(JsonNode node) {
    return node.isMissingNode() || node.isNull() ? "null" : node.path("type").asText("?");
  }

  private void readNormalizer(JsonNode node) throws FormatException {
    if (type(node).equals("Sequence")) {
      for (JsonNode step : node.path("normalizers")) {
        readNormalizer(step);
      }
    } else {
      requireType(node, "normalizer", "null", "NFC", "Sequence");
      normalizes |= type(node).equals("NFC");
    }
  }

  private void requireType(JsonNode node, String stage, String... supported)
      throws FormatException {
    String type = type(node);
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
    if (model.path("byte_fallback").asBoolean(false)) {
      throw problem("model option byte_fallback = true is not supported; supported: false");
    }
    for (String option :
        new String[] {"dropout", "unk_token", "continuing_subword_prefix", "end_of_word_suffix"}) {
      JsonNode value = model.path(option);
      if (!value.isMissingNode() && !value.isNull() && !value.asText().isEmpty()) {
        throw problem("model option %s = %s is not supported; supported: null", option, value);
      }
    }
  }

  private BytePairRules readRules() throws FormatException {
    JsonNode preTokenizer = root.path("pre_tokenizer");
    try {
      return new BytePairRules(
          TokenizerJsonSplit.read(preTokenizer),
          normalizes,
          TokenizerJsonSplit.prefixesSpace(preTokenizer),
          root.get("model").path("ignore_merges").asBoolean(false),
          false,
          Map.of());
    } catch (IllegalArgumentException e) {
      throw problem("%s", e.getMessage());
    }
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

  /** A token that is not special stands for its own text, and is cut out of every text. */
  private void readAddedTokens() throws IOException {
    TokenizerJsonAddedTokens added =
        new TokenizerJsonAddedTokens(file, root.path("added_tokens"), UnaryOperator.identity());
    for (Map.Entry<String, Integer> token : added.names().entrySet()) {
      if (added.special().containsKey(token.getKey())) {
        assembly.addSpecial(file, token.getKey(), token.getValue());
      } else {
        assembly.addPlain(file, token.getKey(), token.getValue());
      }
    }
    TokenizerConfigFile config = TokenizerConfigFile.beside(file);
    tokens = added.tokens(config);
    for (AddedToken token : tokens.all(added.special().keySet())) {
      if (normalizes && token.normalized() && !token.content().chars().allMatch(c -> c < 0x80)) {
        throw problem(
            "added token '%s' has normalized = true beside the normalizer NFC, which is supported"
                + " for ASCII only; supported: normalized = false",
            token.content());
      }
    }
    try {
      template =
          config.template(
              TokenizerJsonTemplate.read(root.path("post_processor"), added.names()),
              added.names());
    } catch (IllegalArgumentException e) {
      throw problem("%s", e.getMessage());
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

  static String[] pair(JsonNode merge) {
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
