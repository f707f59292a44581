package dev.stoa.tokenizer.piece;

import java.io.IOException;
import java.nio.file.Path;

/**
 * Writes a tokenizer of pieces in the form it was read in.
 *
 * @param fileName the name that files of this form usually have
 * @param content writes the file
 */
public record PieceWriter(String fileName, Content content) {

  /** Writes a file. */
  @FunctionalInterface
  public interface Content {
    /**
     * Writes or replaces a file.
     *
     * @param parts what is written
     * @param file where it shall be
     * @throws IOException if the file cannot be written
     */
    void write(PieceParts parts, Path file) throws IOException;
  }
}
