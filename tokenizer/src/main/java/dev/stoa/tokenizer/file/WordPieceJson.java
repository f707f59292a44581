package dev.stoa.tokenizer.file;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.JsonNode;
import dev.stoa.file.FormatException;
import dev.stoa.tokenizer.added.AddedToken;
import dev.stoa.tokenizer.added.AddedTokens;
import dev.stoa.tokenizer.normal.BertNormalizer;
import dev.stoa.tokenizer.word.WordPieceEncoder;
import dev.stoa.tokenizer.word.WordPieceParts;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * WordPiece in Hugging Face's {@code tokenizer.json}: BERT's normalizer and pre-tokenizer, and the
 * model. What is not BERT's is refused by its name.
 */
public final class WordPieceJson {

  private final Path file;
  private final JsonNode root;

  private WordPieceJson(Path file, JsonNode root) {
    this.file = file;
    this.root = root;
  }

  /** Whether a {@code tokenizer.json} has this model. */
  static boolean recognizes(JsonNode root) {
    return root.path("model").path("type").asText().equals("WordPiece");
  }

  static WordPieceParts read(Path file, JsonNode root) throws IOException {
    return new WordPieceJson(file, root).read();
  }

  private WordPieceParts read() throws IOException {
    require("normalizer", "type", "BertNormalizer");
    require("normalizer", "clean_text", "true");
    require("normalizer", "handle_chinese_chars", "true");
    require("pre_tokenizer", "type", "BertPreTokenizer");
    require("decoder", "type", "WordPiece");
    require("model", "continuing_subword_prefix", WordPieceEncoder.CONTINUES);
    require("model", "max_input_chars_per_word", Integer.toString(WordPieceEncoder.MAX_CHARACTERS));
    boolean lowercase = root.path("normalizer").path("lowercase").asBoolean(true);
    JsonNode accents = root.path("normalizer").path("strip_accents");
    boolean stripAccents = accents.isBoolean() ? accents.booleanValue() : lowercase;
    BertNormalizer bert = new BertNormalizer(stripAccents, lowercase);
    Map<String, Integer> ids = vocabulary();
    TokenizerJsonAddedTokens added =
        new TokenizerJsonAddedTokens(file, root.path("added_tokens"), bert);
    Set<Integer> onlyCutOut = addTo(ids, added);
    TokenizerConfigFile config = TokenizerConfigFile.beside(file);
    AddedTokens cutOut = added.tokens(config);
    for (AddedToken token : cutOut.all(added.special().keySet())) {
      if (token.normalized() && token.content().indexOf(' ') >= 0) {
        throw new FormatException(
            file,
            "added token '%s' has normalized = true, which is supported for one word without"
                    .formatted(token.content())
                + " punctuation only; supported: normalized = false");
      }
    }
    try {
      return new WordPieceParts(
          tokens(ids),
          root.path("model").path("unk_token").asText("[UNK]"),
          bert,
          cutOut,
          onlyCutOut,
          config.template(TokenizerJsonTemplate.read(root.path("post_processor"), ids), ids));
    } catch (IllegalArgumentException e) {
      throw new FormatException(file, e.getMessage());
    }
  }

  private void require(String stage, String option, String supported) throws FormatException {
    String found = root.path(stage).path(option).asText("null");
    if (!found.equals(supported)) {
      throw new FormatException(
          file,
          "%s option %s = %s is not supported beside the model WordPiece; supported: %s"
              .formatted(stage, option, found, supported));
    }
  }

  private Map<String, Integer> vocabulary() throws FormatException {
    Map<String, Integer> ids = new LinkedHashMap<>();
    for (Map.Entry<String, JsonNode> token : root.path("model").path("vocab").properties()) {
      if (!token.getValue().isInt() || token.getKey().isEmpty()) {
        throw new FormatException(
            file, "expected a token and a number in model.vocab, found " + token);
      }
      ids.put(token.getKey(), token.getValue().intValue());
    }
    return ids;
  }

  /** Adds the added tokens to the vocabulary; gives the ids of the plain ones that it had not. */
  private Set<Integer> addTo(Map<String, Integer> ids, TokenizerJsonAddedTokens added)
      throws FormatException {
    Set<Integer> onlyCutOut = new HashSet<>();
    for (Map.Entry<String, Integer> token : added.names().entrySet()) {
      Integer other = ids.putIfAbsent(token.getKey(), token.getValue());
      if (other != null && !other.equals(token.getValue())) {
        throw new FormatException(
            file,
            "added token '" + token.getKey() + "' has the id " + other + " in the vocabulary");
      }
      if (other == null && !added.special().containsKey(token.getKey())) {
        onlyCutOut.add(token.getValue());
      }
    }
    return onlyCutOut;
  }

  private List<String> tokens(Map<String, Integer> ids) throws FormatException {
    TokenNames table = new TokenNames(file, ids);
    List<String> tokens = new ArrayList<>();
    for (int id = 0; id < table.size(); id++) {
      if (table.name(id) == null) {
        throw new FormatException(file, "no token has the id " + id);
      }
      tokens.add(table.name(id));
    }
    return tokens;
  }

  /** The added tokens as files name them, and not as they are in normalized text. */
  private static AddedTokens named(WordPieceParts parts) {
    AddedTokens added = parts.added();
    Map<String, AddedToken> options = new LinkedHashMap<>();
    added.options().forEach((name, token) -> options.put(name, token.withContent(name)));
    return new AddedTokens(
        added.special(),
        added.plain().stream()
            .map(token -> token.withContent(parts.tokens().get(token.id())))
            .toList(),
        options);
  }

  /**
   * Writes a {@code tokenizer.json}.
   *
   * @param parts what the tokenizer consists of
   * @param file the file to write or to replace
   * @throws IOException if the file cannot be written
   */
  public static void write(WordPieceParts parts, Path file) throws IOException {
    JsonFile.write(file, json -> write(parts, json));
  }

  private static void write(WordPieceParts parts, JsonGenerator json) throws IOException {
    json.writeStartObject();
    json.writeStringField("version", "1.0");
    json.writeNullField("truncation");
    json.writeNullField("padding");
    TokenizerJsonPieces.writeAddedTokens(named(parts), json);
    json.writeObjectFieldStart("normalizer");
    json.writeStringField("type", "BertNormalizer");
    json.writeBooleanField("clean_text", true);
    json.writeBooleanField("handle_chinese_chars", true);
    json.writeBooleanField("strip_accents", parts.normalizer().stripAccents());
    json.writeBooleanField("lowercase", parts.normalizer().lowercase());
    json.writeEndObject();
    json.writeObjectFieldStart("pre_tokenizer");
    json.writeStringField("type", "BertPreTokenizer");
    json.writeEndObject();
    TokenizerJsonTemplate.write(parts.template(), parts.added().special(), json);
    json.writeObjectFieldStart("decoder");
    json.writeStringField("type", "WordPiece");
    json.writeStringField("prefix", WordPieceEncoder.CONTINUES);
    json.writeBooleanField("cleanup", false);
    json.writeEndObject();
    writeModel(parts, json);
    json.writeEndObject();
  }

  private static void writeModel(WordPieceParts parts, JsonGenerator json) throws IOException {
    json.writeObjectFieldStart("model");
    json.writeStringField("type", "WordPiece");
    json.writeStringField("unk_token", parts.tokens().get(parts.unknownId()));
    json.writeStringField("continuing_subword_prefix", WordPieceEncoder.CONTINUES);
    json.writeNumberField("max_input_chars_per_word", WordPieceEncoder.MAX_CHARACTERS);
    json.writeObjectFieldStart("vocab");
    List<String> tokens = parts.tokens();
    for (int id = 0; id < tokens.size(); id++) {
      if (!parts.onlyCutOut().contains(id)) {
        json.writeNumberField(tokens.get(id), id);
      }
    }
    json.writeEndObject();
    json.writeEndObject();
  }
}
