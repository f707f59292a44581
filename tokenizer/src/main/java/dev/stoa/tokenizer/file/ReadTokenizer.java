package dev.stoa.tokenizer.file;

import dev.stoa.tokenizer.pair.BytePairParts;
import dev.stoa.tokenizer.piece.PieceParts;
import dev.stoa.tokenizer.word.WordPieceParts;

/** What a file says about a tokenizer, of one of the kinds that there are. */
public sealed interface ReadTokenizer {

  /**
   * Byte-level byte-pair encoding.
   *
   * @param parts what it consists of
   */
  record BytePairs(BytePairParts parts) implements ReadTokenizer {}

  /**
   * SentencePiece's merges.
   *
   * @param parts what it consists of
   */
  record MergedPieces(PieceParts parts) implements ReadTokenizer {}

  /**
   * SentencePiece's Unigram.
   *
   * @param parts what it consists of
   */
  record UnigramPieces(PieceParts parts) implements ReadTokenizer {}

  /**
   * BERT's WordPiece.
   *
   * @param parts what it consists of
   */
  record WordPieces(WordPieceParts parts) implements ReadTokenizer {}

  /**
   * One id for each character.
   *
   * @param codePoints the characters, in increasing order
   */
  record Characters(int[] codePoints) implements ReadTokenizer {}
}
