package dev.stoa.tokenizer;

import com.fasterxml.jackson.core.JsonGenerator;
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

  static Tokenizer tokenizer(GgufVocabulary vocabulary) {
    List<Piece> pieces = new ArrayList<>();
    List<AddedToken> plain = new ArrayList<>();
    for (int id = 0; id < vocabulary.tokens().size(); id++) {
      PieceType type = vocabulary.pieceType(id);
      String token = vocabulary.tokens().get(id);
      boolean isByte = type == PieceType.BYTE || TokenizerJsonPieces.isByte(token);
      if (type == PieceType.USER_DEFINED) {
        plain.add(AddedToken.of(token, id));
      }
      // Cut out as it is written; made by merges all the same.
      PieceType kind = type == PieceType.USER_DEFINED ? PieceType.NORMAL : type;
      pieces.add(Piece.of(token, 0, isByte ? PieceType.BYTE : kind));
    }
    Map<String, Integer> ids = vocabulary.idsOfTokens();
    List<Merge> merges = vocabulary.merges(ids);
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
    Template template = vocabulary.template();
    AddedTokens added =
        new AddedTokens(vocabulary.special(template, vocabulary.id("eos")), plain, Map.of());
    PieceText text =
        new PieceText(
            UnaryOperator.identity(),
            PieceText.Prefix.NEVER,
            true,
            PieceText.Split.LINE_ENDS_APART,
            false);
    return new SentencePieceTokenizer(
        table,
        text,
        MergeSegmenter.byRank(table, merges, merged, MergeSegmenter.Whole.LINE_ENDS, true),
        added,
        template,
        new TokenizerWriter<>(
            "tokenizer.json",
            (tokenizer, file) ->
                JsonFile.write(file, json -> write(tokenizer, table, merges, json))));
  }

  /** Writes what Hugging Face's library has for these models. */
  private static void write(
      SentencePieceTokenizer tokenizer, PieceTable pieces, List<Merge> merges, JsonGenerator json)
      throws IOException {
    json.writeStartObject();
    TokenizerJsonPieces.writeStages(tokenizer, false, pieces.hasBytes(), json);
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
