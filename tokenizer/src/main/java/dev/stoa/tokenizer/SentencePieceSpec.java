package dev.stoa.tokenizer;

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
   * The tokenizer of pieces.
   *
   * @throws IllegalArgumentException if the pieces or the rules are damaged
   */
  Tokenizer tokenizer(PieceTable pieces) {
    SpecialTokens special =
        new SpecialTokens(pieces.special(), only(begin, pieces), only(end, pieces));
    SentencePieceText text =
        new SentencePieceText(
            charsMap.length == 0 ? Optional.empty() : Optional.of(CharsMap.of(charsMap)),
            MergeSegmenter.userDefined(pieces),
            addsPrefix,
            removesExtra,
            escapes);
    PieceText rules = PieceText.normalizedBy(text, addsPrefix || removesExtra);
    AddedTokens added = AddedTokens.of(special);
    return isUnigram
        ? new UnigramTokenizer(
            pieces,
            rules,
            added,
            template,
            new TokenizerWriter<>(
                "tokenizer.model",
                (tokenizer, file) -> SentencePieceModelWriter.write(this, pieces, file)))
        : new SentencePieceTokenizer(
            pieces,
            rules,
            MergeSegmenter.byScore(pieces),
            added,
            template,
            new TokenizerWriter<>(
                "tokenizer.model",
                (tokenizer, file) -> SentencePieceModelWriter.write(this, pieces, file)));
  }

  /** An id, unless it is that of no special token. */
  private static OptionalInt only(OptionalInt id, PieceTable pieces) {
    return id.isPresent() && pieces.special().containsValue(id.getAsInt())
        ? id
        : OptionalInt.empty();
  }
}
