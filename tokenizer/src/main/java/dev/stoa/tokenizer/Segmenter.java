package dev.stoa.tokenizer;

/** Cuts normalized text into the pieces of a vocabulary. */
interface Segmenter {

  /** Adds the tokens of the bytes between two positions. */
  void encode(byte[] text, int start, int end, Tokens out);
}
