package dev.stoa.tokenizer;

import dev.stoa.tokenizer.added.AddedTokens;
import dev.stoa.tokenizer.file.UnigramJson;
import dev.stoa.tokenizer.piece.Piece;
import dev.stoa.tokenizer.piece.PieceParts;
import dev.stoa.tokenizer.piece.PieceTable;
import dev.stoa.tokenizer.piece.PieceText;
import dev.stoa.tokenizer.piece.PieceType;
import dev.stoa.tokenizer.piece.PieceWriter;
import dev.stoa.tokenizer.piece.UnigramCutter;
import java.util.ArrayList;
import java.util.List;

/**
 * SentencePiece's unigram model, as T5 has it.
 *
 * <p>Each piece has a probability of its own, and a text becomes those pieces whose product of
 * probabilities is the highest of all ways to cut the text. Pieces of words have the space before
 * the word within them; one is put before the text for that. A character that is no piece becomes
 * the byte pieces {@code <0xXX>} of its UTF-8, or where the vocabulary has none, it is lost in the
 * piece for unknown characters.
 *
 * <p>Decoding puts the pieces together and drops the space before the text. The text comes back if
 * the vocabulary has byte pieces and no normalizer; U+2581, which stands for a space in files,
 * becomes one.
 *
 * <p>Source: Kudo, "Subword Regularization: Improving Neural Network Translation Models with
 * Multiple Subword Candidates", 2018, section 3.2. The time is linear in the length of the text
 * times that of the longest piece.
 */
public final class UnigramTokenizer extends PieceTokenizer {

  UnigramTokenizer(PieceParts parts) {
    super(parts);
  }

  /**
   * The tokenizer of a list of pieces. Its ids are those of the special tokens, then with byte
   * fallback those of the 256 bytes, then those of the pieces.
   *
   * @param pieces the pieces, in which a space is a space or U+2581; none twice
   * @param scores the natural logarithm of the probability of each piece
   * @param specialTokens the names of the special tokens, of which the first stands for unknown
   *     characters
   * @param byteFallback whether characters that no piece has become their bytes, and not unknown
   * @return the tokenizer
   * @throws IllegalArgumentException if there are not as many scores as pieces, if a score is not
   *     finite, if a piece is empty or is there twice, or if there is no special token
   */
  public static UnigramTokenizer of(
      List<String> pieces, double[] scores, List<String> specialTokens, boolean byteFallback) {
    if (scores.length != pieces.size() || specialTokens.isEmpty()) {
      throw new IllegalArgumentException(
          "expected a score for each piece and a special token for unknown characters, found"
              + " %d pieces, %d scores and %d special tokens"
                  .formatted(pieces.size(), scores.length, specialTokens.size()));
    }
    List<Piece> all = new ArrayList<>();
    for (String name : specialTokens) {
      all.add(Piece.of(name, 0, all.isEmpty() ? PieceType.UNKNOWN : PieceType.CONTROL));
    }
    for (int b = 0; b < 256 && byteFallback; b++) {
      all.add(Piece.of(Piece.nameOfByte(b), 0, PieceType.BYTE));
    }
    for (int i = 0; i < scores.length; i++) {
      if (pieces.get(i).isEmpty()) {
        throw new IllegalArgumentException("piece " + i + " is empty");
      }
      all.add(Piece.of(pieces.get(i).replace(' ', Piece.SPACE), scores[i], PieceType.NORMAL));
    }
    PieceTable table = new PieceTable(all);
    return new UnigramTokenizer(
        new PieceParts(
            table,
            PieceText.spaceBeforeEachPart(),
            new UnigramCutter(table),
            AddedTokens.of(SpecialTokens.of(table.special())),
            Template.none(),
            new PieceWriter("tokenizer.json", UnigramJson::write)));
  }
}
