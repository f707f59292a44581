package dev.stoa.tokenizer.file;

import com.fasterxml.jackson.databind.JsonNode;
import dev.stoa.file.FormatException;
import dev.stoa.tokenizer.Merge;
import dev.stoa.tokenizer.piece.MergeCutter;
import dev.stoa.tokenizer.piece.Piece;
import dev.stoa.tokenizer.piece.PieceParts;
import dev.stoa.tokenizer.piece.PieceTable;
import dev.stoa.tokenizer.piece.PieceText;
import dev.stoa.tokenizer.piece.PieceType;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The model BPE over SentencePiece's pieces in Hugging Face's {@code tokenizer.json}, as Llama 2,
 * Mistral 7B, Gemma and Phi-3 have it.
 */
final class PieceMergesJson {

  private static final Set<String> DECODERS = Set.of("Metaspace", "Replace", "Fuse");

  private final Path file;
  private final JsonNode root;
  private final JsonNode model;

  private PieceMergesJson(Path file, JsonNode root) {
    this.file = file;
    this.root = root;
    model = root.path("model");
  }

  /** Whether a {@code tokenizer.json} has this model: its decoder is none of bytes. */
  static boolean recognizes(JsonNode root) {
    List<String> decoders =
        TokenizerJsonText.steps(root.path("decoder"), "decoders").stream()
            .map(TokenizerJsonNormalizer::type)
            .toList();
    return root.path("model").path("type").asText("BPE").equals("BPE")
        && root.path("model").path("vocab").isObject()
        && decoders.stream().anyMatch(DECODERS::contains);
  }

  static PieceParts read(Path file, JsonNode root) throws IOException {
    try {
      return new PieceMergesJson(file, root).read();
    } catch (IllegalArgumentException e) {
      throw new FormatException(file, e.getMessage());
    }
  }

  private PieceParts read() throws IOException {
    requireOptions();
    PieceText text = TokenizerJsonText.read(root);
    TokenizerJsonAddedTokens added =
        new TokenizerJsonAddedTokens(file, root.path("added_tokens"), text.normalizer());
    Map<String, Integer> ids = ids();
    PieceTable table = TokenizerJsonPieces.withAdded(file, pieces(ids), added);
    MergeCutter cutter = cutter(table, ids);
    TokenizerConfigFile config = TokenizerConfigFile.beside(file);
    return new PieceParts(
        table,
        text,
        cutter,
        added.tokens(config),
        config.template(
            TokenizerJsonTemplate.read(root.path("post_processor"), added.names()), added.names()),
        TokenizerJsonPieces.sameJson(Files.readAllBytes(file)));
  }

  private void requireOptions() throws FormatException {
    for (String option :
        new String[] {"dropout", "continuing_subword_prefix", "end_of_word_suffix"}) {
      JsonNode value = model.path(option);
      if (!value.isMissingNode() && !value.isNull() && !value.asText().isEmpty()) {
        throw new FormatException(
            file,
            "model option %s = %s is not supported; supported: null".formatted(option, value));
      }
    }
  }

  private Map<String, Integer> ids() throws FormatException {
    Map<String, Integer> ids = new LinkedHashMap<>();
    for (Map.Entry<String, JsonNode> token : model.path("vocab").properties()) {
      if (!token.getValue().isInt()) {
        throw new FormatException(
            file, "expected a number as the id of '%s' in model.vocab".formatted(token.getKey()));
      }
      ids.put(token.getKey(), token.getValue().intValue());
    }
    return ids;
  }

  private List<Piece> pieces(Map<String, Integer> ids) throws FormatException {
    boolean fallsBack = model.path("byte_fallback").asBoolean(false);
    String unknown = model.path("unk_token").asText();
    TokenNames table = new TokenNames(file, ids);
    List<Piece> pieces = new ArrayList<>();
    for (int id = 0; id < table.size(); id++) {
      String name = table.name(id);
      boolean isByte = name != null && fallsBack && TokenizerJsonPieces.isByte(name);
      pieces.add(
          name == null
              ? Piece.of("", 0, PieceType.UNUSED)
              : Piece.of(
                  name,
                  0,
                  name.equals(unknown)
                      ? PieceType.UNKNOWN
                      : isByte ? PieceType.BYTE : PieceType.NORMAL));
    }
    return pieces;
  }

  private MergeCutter cutter(PieceTable table, Map<String, Integer> ids) throws FormatException {
    List<Merge> merges = new ArrayList<>();
    List<Integer> merged = new ArrayList<>();
    if (!model.path("merges").isArray()) {
      throw new FormatException(file, "expected an array model.merges");
    }
    for (JsonNode merge : model.path("merges")) {
      String[] pair = TokenizerJsonReader.pair(merge);
      Integer left = pair == null ? null : ids.get(pair[0]);
      Integer right = pair == null ? null : ids.get(pair[1]);
      Integer made = pair == null ? null : ids.get(pair[0] + pair[1]);
      if (left == null || right == null || made == null) {
        throw new FormatException(
            file,
            "model.merges[%d]: expected two tokens that make a token, found %s"
                .formatted(merges.size(), merge));
      }
      merges.add(new Merge(left, right));
      merged.add(made);
    }
    return MergeCutter.byRank(
        table,
        merges,
        merged,
        model.path("ignore_merges").asBoolean(false)
            ? MergeCutter.Whole.ALWAYS
            : MergeCutter.Whole.NEVER,
        model.path("fuse_unk").asBoolean(false));
  }
}
