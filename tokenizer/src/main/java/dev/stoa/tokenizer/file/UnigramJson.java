package dev.stoa.tokenizer.file;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.JsonNode;
import dev.stoa.file.FormatException;
import dev.stoa.tokenizer.piece.Piece;
import dev.stoa.tokenizer.piece.PieceParts;
import dev.stoa.tokenizer.piece.PieceTable;
import dev.stoa.tokenizer.piece.PieceText;
import dev.stoa.tokenizer.piece.PieceType;
import dev.stoa.tokenizer.piece.UnigramCutter;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The model Unigram in Hugging Face's {@code tokenizer.json}. */
public final class UnigramJson {

  private UnigramJson() {}

  /** Whether a {@code tokenizer.json} has this model. */
  static boolean recognizes(JsonNode root) {
    return root.path("model").path("type").asText().equals("Unigram")
        || root.path("model").path("type").isMissingNode()
            && root.path("model").path("vocab").isArray();
  }

  static PieceParts read(Path file, JsonNode root) throws IOException {
    try {
      PieceText text = TokenizerJsonText.read(root);
      TokenizerJsonAddedTokens added =
          new TokenizerJsonAddedTokens(file, root.path("added_tokens"), text.normalizer());
      List<Piece> pieces = pieces(file, root.path("model"));
      PieceTable table = TokenizerJsonPieces.withAdded(file, pieces, added);
      TokenizerConfigFile config = TokenizerConfigFile.beside(file);
      return new PieceParts(
          table,
          text,
          new UnigramCutter(table),
          added.tokens(config),
          config.template(
              TokenizerJsonTemplate.read(root.path("post_processor"), added.names()),
              added.names()),
          TokenizerJsonPieces.sameJson(Files.readAllBytes(file)));
    } catch (IllegalArgumentException e) {
      throw new FormatException(file, e.getMessage());
    }
  }

  private static List<Piece> pieces(Path file, JsonNode model) throws FormatException {
    boolean fallsBack = model.path("byte_fallback").asBoolean(false);
    int unknown = model.path("unk_id").asInt(-1);
    List<Piece> pieces = new ArrayList<>();
    for (JsonNode entry : model.path("vocab")) {
      JsonNode piece = entry.path(0);
      JsonNode score = entry.path(1);
      if (!piece.isTextual() || !score.isNumber()) {
        throw new FormatException(
            file,
            "model.vocab[%d]: expected a piece and its score, found %s"
                .formatted(pieces.size(), entry));
      }
      boolean isUnknown = pieces.size() == unknown;
      PieceType type =
          isUnknown
              ? PieceType.UNKNOWN
              : fallsBack && TokenizerJsonPieces.isByte(piece.textValue())
                  ? PieceType.BYTE
                  : PieceType.NORMAL;
      pieces.add(Piece.of(piece.textValue(), asTheyRead(score.doubleValue()), type));
    }
    return pieces;
  }

  /**
   * The score that Hugging Face's library reads: the digits as an integer, which is rounded, and
   * then divided by a power of ten, which is rounded again (serde_json without its feature
   * float_roundtrip). It may be off in its last bit, and this bit decides between two pieces in the
   * one order or the other.
   */
  static double asTheyRead(double score) {
    if (!Double.isFinite(score)) {
      return score;
    }
    BigDecimal digits = BigDecimal.valueOf(score);
    double power = Double.parseDouble("1e" + Math.abs(digits.scale()));
    double integer = digits.unscaledValue().doubleValue();
    return digits.scale() < 0 ? integer * power : integer / power;
  }

  /**
   * Writes a {@code tokenizer.json}.
   *
   * @param parts the pieces, before each part of a text a space
   * @param file the file to write or to replace
   * @throws IOException if the file cannot be written
   */
  public static void write(PieceParts parts, Path file) throws IOException {
    JsonFile.write(file, json -> write(parts, json));
  }

  private static void write(PieceParts parts, JsonGenerator json) throws IOException {
    PieceTable table = parts.pieces();
    json.writeStartObject();
    TokenizerJsonPieces.writeStages(parts, true, json);
    json.writeObjectFieldStart("model");
    json.writeStringField("type", "Unigram");
    if (table.unknown() < 0) {
      json.writeNullField("unk_id");
    } else {
      json.writeNumberField("unk_id", table.unknown());
    }
    json.writeArrayFieldStart("vocab");
    for (Piece piece : table.pieces()) {
      json.writeStartArray();
      json.writeString(piece.name());
      json.writeNumber(piece.score());
      json.writeEndArray();
    }
    json.writeEndArray();
    json.writeBooleanField("byte_fallback", table.hasBytes());
    json.writeEndObject();
    json.writeEndObject();
  }
}
