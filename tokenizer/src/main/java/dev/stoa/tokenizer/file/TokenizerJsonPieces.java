package dev.stoa.tokenizer.file;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.stoa.file.AtomicFile;
import dev.stoa.file.FormatException;
import dev.stoa.tokenizer.added.AddedToken;
import dev.stoa.tokenizer.added.AddedTokens;
import dev.stoa.tokenizer.piece.Piece;
import dev.stoa.tokenizer.piece.PieceParts;
import dev.stoa.tokenizer.piece.PieceTable;
import dev.stoa.tokenizer.piece.PieceType;
import dev.stoa.tokenizer.piece.PieceWriter;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;

/** What the SentencePiece models in Hugging Face's {@code tokenizer.json} have in common. */
final class TokenizerJsonPieces {

  private static final Pattern BYTE = Pattern.compile("<0x[0-9A-F]{2}>");

  private TokenizerJsonPieces() {}

  /** Writes a {@code tokenizer.json} that is the same, byte for byte. */
  static PieceWriter sameJson(byte[] json) {
    return new PieceWriter("tokenizer.json", (parts, file) -> AtomicFile.write(file, json));
  }

  /** Whether a token is written as that of a byte. */
  static boolean isByte(String token) {
    return token.length() == 6 && BYTE.matcher(token).matches();
  }

  /**
   * The pieces of the model together with the added tokens. Special ones stand for no text; others
   * that are no pieces are never given for text that is not cut out.
   *
   * @throws IllegalArgumentException if two pieces are equal
   */
  static PieceTable withAdded(Path file, List<Piece> model, TokenizerJsonAddedTokens added)
      throws FormatException {
    Map<Integer, Piece> byId = new HashMap<>();
    for (int id = 0; id < model.size(); id++) {
      if (model.get(id).text().length > 0) {
        byId.put(id, model.get(id));
      }
    }
    int last = model.size() - 1;
    for (Map.Entry<String, Integer> token : added.names().entrySet()) {
      int id = token.getValue();
      Piece other = byId.get(id);
      if (id < 0 || other != null && !other.name().equals(token.getKey())) {
        throw new FormatException(
            file,
            "added token '%s' has the id %d, which %s has"
                .formatted(token.getKey(), id, other == null ? "no token" : other.name()));
      }
      if (added.special().containsKey(token.getKey())) {
        boolean isUnknown = other != null && other.type() == PieceType.UNKNOWN;
        PieceType type = isUnknown ? PieceType.UNKNOWN : PieceType.CONTROL;
        byId.put(id, Piece.of(token.getKey(), other == null ? 0 : other.score(), type));
      } else if (other == null) {
        byId.put(id, Piece.of(token.getKey(), 0, PieceType.UNUSED));
      }
      last = Math.max(last, id);
    }
    if (last >= byId.size() + TokenNames.MAX_GAPS) {
      throw new FormatException(
          file, "an id is %d, but there are %d tokens".formatted(last, byId.size()));
    }
    List<Piece> pieces = new ArrayList<>();
    for (int id = 0; id <= last; id++) {
      pieces.add(byId.getOrDefault(id, Piece.of("", 0, PieceType.UNUSED)));
    }
    return new PieceTable(pieces);
  }

  /**
   * Writes what stands before the model: a space before each part of a text if that is wanted,
   * spaces as U+2581, and a decoder that turns both around.
   */
  static void writeStages(PieceParts parts, boolean prefix, JsonGenerator json) throws IOException {
    json.writeStringField("version", "1.0");
    json.writeNullField("truncation");
    json.writeNullField("padding");
    writeAddedTokens(parts.added(), json);
    json.writeObjectFieldStart("normalizer");
    json.writeStringField("type", "Sequence");
    json.writeArrayFieldStart("normalizers");
    if (prefix) {
      json.writeStartObject();
      json.writeStringField("type", "Prepend");
      json.writeStringField("prepend", String.valueOf(Piece.SPACE));
      json.writeEndObject();
    }
    writeReplace(json, " ", String.valueOf(Piece.SPACE));
    json.writeEndArray();
    json.writeEndObject();
    json.writeNullField("pre_tokenizer");
    TokenizerJsonTemplate.write(parts.template(), parts.added().special(), json);
    json.writeObjectFieldStart("decoder");
    json.writeStringField("type", "Sequence");
    json.writeArrayFieldStart("decoders");
    writeReplace(json, String.valueOf(Piece.SPACE), " ");
    if (parts.pieces().hasBytes()) {
      json.writeStartObject();
      json.writeStringField("type", "ByteFallback");
      json.writeEndObject();
    }
    json.writeStartObject();
    json.writeStringField("type", "Fuse");
    json.writeEndObject();
    if (prefix) {
      json.writeStartObject();
      json.writeStringField("type", "Strip");
      json.writeStringField("content", " ");
      json.writeNumberField("start", 1);
      json.writeNumberField("stop", 0);
      json.writeEndObject();
    }
    json.writeEndArray();
    json.writeEndObject();
  }

  private static void writeReplace(JsonGenerator json, String pattern, String content)
      throws IOException {
    json.writeStartObject();
    json.writeStringField("type", "Replace");
    json.writeObjectFieldStart("pattern");
    json.writeStringField("String", pattern);
    json.writeEndObject();
    json.writeStringField("content", content);
    json.writeEndObject();
  }

  /** Writes the added tokens, the name of the field included. */
  static void writeAddedTokens(AddedTokens added, JsonGenerator json) throws IOException {
    Map<Integer, AddedToken> byId = new TreeMap<>();
    added.all(added.special().ids().keySet()).forEach(token -> byId.put(token.id(), token));
    json.writeArrayFieldStart("added_tokens");
    for (AddedToken token : byId.values()) {
      json.writeStartObject();
      json.writeNumberField("id", token.id());
      json.writeStringField("content", token.content());
      json.writeBooleanField("single_word", token.singleWord());
      json.writeBooleanField("lstrip", token.leftStrip());
      json.writeBooleanField("rstrip", token.rightStrip());
      json.writeBooleanField("normalized", token.normalized());
      json.writeBooleanField("special", added.special().ids().containsKey(token.content()));
      json.writeEndObject();
    }
    json.writeEndArray();
  }
}
