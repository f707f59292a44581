package dev.stoa.tokenizer.piece;

import dev.stoa.tokenizer.bytes.TokenSpans;

/** Cuts normalized text into the pieces of a vocabulary. */
public interface PieceCutter {

  /**
   * Adds the tokens of the bytes between two positions.
   *
   * @param text UTF-8
   * @param start where it begins
   * @param end where it ends
   * @param out takes the tokens
   */
  void encode(byte[] text, int start, int end, TokenSpans out);
}
