package dev.stoa.tokenizer.piece;

import dev.stoa.tokenizer.Template;
import dev.stoa.tokenizer.added.AddedTokens;
import java.io.IOException;
import java.nio.file.Path;

/**
 * What a tokenizer of pieces consists of: what readers of files give, and what writers take.
 *
 * @param pieces the pieces in the order of their ids
 * @param text how a text is changed before it is cut
 * @param cutter cuts it, by merges or by Unigram
 * @param added the tokens that are cut out of texts
 * @param template what models expect around a text
 * @param writer writes a file in the form that these parts come from
 */
public record PieceParts(
    PieceTable pieces,
    PieceText text,
    PieceCutter cutter,
    AddedTokens added,
    Template template,
    PieceWriter writer) {

  /**
   * Writes a file in the form that these parts come from.
   *
   * @param file the file to write or to replace
   * @throws IOException if the file cannot be written
   */
  public void write(Path file) throws IOException {
    writer.content().write(this, file);
  }
}
