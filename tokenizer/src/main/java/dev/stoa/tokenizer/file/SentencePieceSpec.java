package dev.stoa.tokenizer.file;

import dev.stoa.tokenizer.SpecialTokens;
import dev.stoa.tokenizer.Template;
import dev.stoa.tokenizer.added.AddedTokens;
import dev.stoa.tokenizer.normal.CharsMap;
import dev.stoa.tokenizer.piece.MergeCutter;
import dev.stoa.tokenizer.piece.PieceCutter;
import dev.stoa.tokenizer.piece.PieceParts;
import dev.stoa.tokenizer.piece.PieceTable;
import dev.stoa.tokenizer.piece.PieceText;
import dev.stoa.tokenizer.piece.PieceWriter;
import dev.stoa.tokenizer.piece.SentencePieceText;
import dev.stoa.tokenizer.piece.UnigramCutter;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * What a SentencePiece model says besides its pieces.
 *
 * @param isUnigram whether the pieces are chosen by the sum of their scores, and not merged
 * @param charsMap the precompiled rules of normalization, or none
 * @param addsPrefix whether a space is put before a text
 * @param removesExtra whether spaces at both ends go, and several in a row become one
 * @param escapes whether spaces become U+2581
 * @param begin the piece before a text, if there is one
 * @param end the piece that ends a text, if there is one
 * @param template what models expect around a text
 */
record SentencePieceSpec(
    boolean isUnigram,
    byte[] charsMap,
    boolean addsPrefix,
    boolean removesExtra,
    boolean escapes,
    OptionalInt begin,
    OptionalInt end,
    Template template) {

  /**
   * What the tokenizer of pieces consists of.
   *
   * @throws IllegalArgumentException if the pieces or the rules are damaged
   */
  ReadTokenizer read(PieceTable pieces) {
    SpecialTokens special =
        new SpecialTokens(pieces.special(), only(begin, pieces), only(end, pieces));
    SentencePieceText text =
        new SentencePieceText(
            charsMap.length == 0 ? Optional.empty() : Optional.of(CharsMap.of(charsMap)),
            MergeCutter.userDefined(pieces),
            addsPrefix,
            removesExtra,
            escapes);
    PieceText rules = PieceText.normalizedBy(text, addsPrefix || removesExtra);
    AddedTokens added = AddedTokens.of(special);
    PieceCutter cutter = isUnigram ? new UnigramCutter(pieces) : MergeCutter.byScore(pieces);
    PieceWriter writer =
        new PieceWriter(
            "tokenizer.model",
            (parts, file) -> SentencePieceModelWriter.write(this, parts.pieces(), file));
    PieceParts parts = new PieceParts(pieces, rules, cutter, added, template, writer);
    return isUnigram
        ? new ReadTokenizer.UnigramPieces(parts)
        : new ReadTokenizer.MergedPieces(parts);
  }

  /** An id, unless it is that of no special token. */
  private static OptionalInt only(OptionalInt id, PieceTable pieces) {
    return id.isPresent() && pieces.special().containsValue(id.getAsInt())
        ? id
        : OptionalInt.empty();
  }
}
