package dev.stoa.tokenizer.file;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.stoa.tokenizer.Merge;
import dev.stoa.tokenizer.Template;
import dev.stoa.tokenizer.added.AddedToken;
import dev.stoa.tokenizer.added.AddedTokens;
import dev.stoa.tokenizer.piece.MergeCutter;
import dev.stoa.tokenizer.piece.Piece;
import dev.stoa.tokenizer.piece.PieceParts;
import dev.stoa.tokenizer.piece.PieceTable;
import dev.stoa.tokenizer.piece.PieceText;
import dev.stoa.tokenizer.piece.PieceType;
import dev.stoa.tokenizer.piece.PieceWriter;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

/**
 * The vocabularies of GGUF files that merge SentencePiece's pieces by a list, as Gemma 4's: spaces
 * are marks, none is put before the text, and line ends are apart from all else.
 */
final class GgufMergedPieces {

  private GgufMergedPieces() {}

  static PieceParts read(GgufTokens tokens) {
    List<Piece> pieces = new ArrayList<>();
    List<AddedToken> plain = new ArrayList<>();
    for (int id = 0; id < tokens.size(); id++) {
      PieceType type = tokens.pieceType(id);
      String token = tokens.token(id);
      boolean isByte = type == PieceType.BYTE || TokenizerJsonPieces.isByte(token);
      if (type == PieceType.USER_DEFINED) {
        plain.add(AddedToken.of(token, id));
      }
      // Cut out as it is written; made by merges all the same.
      PieceType kind = type == PieceType.USER_DEFINED ? PieceType.NORMAL : type;
      pieces.add(Piece.of(token, 0, isByte ? PieceType.BYTE : kind));
    }
    Map<String, Integer> ids = tokens.idsOfTokens();
    List<Merge> merges = tokens.merges(ids);
    List<Integer> merged = new ArrayList<>();
    for (Merge merge : merges) {
      String made = pieces.get(merge.left()).name() + pieces.get(merge.right()).name();
      Integer id = ids.get(made);
      if (id == null) {
        throw new IllegalArgumentException(
            "merge %d makes '%s', which is no token".formatted(merged.size(), made));
      }
      merged.add(id);
    }
    PieceTable table = new PieceTable(pieces);
    Template template = tokens.template(tokens.id("bos"), tokens.id("eos"), true, false);
    AddedTokens added =
        new AddedTokens(tokens.special(template, tokens.id("eos")), plain, Map.of());
    PieceText text =
        new PieceText(
            UnaryOperator.identity(),
            PieceText.Prefix.NEVER,
            true,
            PieceText.Split.LINE_ENDS_APART,
            false);
    return new PieceParts(
        table,
        text,
        MergeCutter.byRank(table, merges, merged, MergeCutter.Whole.LINE_ENDS, true),
        added,
        template,
        new PieceWriter(
            "tokenizer.json",
            (parts, file) -> JsonFile.write(file, json -> write(parts, merges, json))));
  }

  /** Writes what Hugging Face's library has for these models. */
  private static void write(PieceParts parts, List<Merge> merges, JsonGenerator json)
      throws IOException {
    PieceTable pieces = parts.pieces();
    json.writeStartObject();
    TokenizerJsonPieces.writeStages(parts, false, json);
    json.writeObjectFieldStart("model");
    json.writeStringField("type", "BPE");
    if (pieces.unknown() < 0) {
      json.writeNullField("unk_token");
    } else {
      json.writeStringField("unk_token", pieces.pieces().get(pieces.unknown()).name());
    }
    json.writeBooleanField("fuse_unk", true);
    json.writeBooleanField("byte_fallback", pieces.hasBytes());
    json.writeObjectFieldStart("vocab");
    for (int id = 0; id < pieces.size(); id++) {
      json.writeNumberField(pieces.pieces().get(id).name(), id);
    }
    json.writeEndObject();
    json.writeArrayFieldStart("merges");
    for (Merge merge : merges) {
      String left = pieces.pieces().get(merge.left()).name();
      String right = pieces.pieces().get(merge.right()).name();
      json.writeArray(new String[] {left, right}, 0, 2);
    }
    json.writeEndArray();
    json.writeEndObject();
    json.writeEndObject();
  }
}
