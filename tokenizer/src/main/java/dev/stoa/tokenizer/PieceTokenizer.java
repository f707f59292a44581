package dev.stoa.tokenizer;

import dev.stoa.tokenizer.normal.PlacedIds;
import dev.stoa.tokenizer.normal.TracedText;
import dev.stoa.tokenizer.piece.PieceParts;
import dev.stoa.tokenizer.piece.PieceType;
import java.io.IOException;
import java.nio.file.Path;

/** What SentencePiece's two kinds of tokenizers have in common: all but how a text is cut. */
abstract class PieceTokenizer extends SpacedTokenizer {

  private final PieceParts parts;

  PieceTokenizer(PieceParts parts) {
    super(
        parts.pieces().decoded(),
        parts.added(),
        parts.added().special().beginOfText(),
        parts.template());
    this.parts = parts;
  }

  @Override
  TracedText normalize(TracedText part) {
    return parts.text().normalizer().apply(part);
  }

  @Override
  void encodePart(TracedText normalized, boolean isFirst, PlacedIds out) {
    parts.text().encode(normalized, isFirst, parts.cutter(), out);
  }

  @Override
  boolean losesSpace(int id) {
    return parts.text().dropsFirst() && parts.pieces().pieces().get(id).type() != PieceType.BYTE;
  }

  @Override
  public String fileName() {
    return parts.writer().fileName();
  }

  /**
   * Writes the file in the form it was read in. What came from a GGUF file is written as
   * SentencePiece's {@code .model}, or where its merges are a list, as Hugging Face's {@code
   * tokenizer.json}; so is what was trained.
   */
  @Override
  public void save(Path file) throws IOException {
    parts.write(file);
  }
}
