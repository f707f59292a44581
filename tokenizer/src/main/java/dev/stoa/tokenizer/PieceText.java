package dev.stoa.tokenizer;

import java.nio.charset.StandardCharsets;
import java.util.function.UnaryOperator;

/**
 * How a text is changed before it is cut into pieces.
 *
 * @param normalizer changes the text between added tokens
 * @param prefix where a mark for a space is put before the changed text, unless it begins with one
 * @param marks whether spaces become marks after that
 * @param splits whether the text is cut before every mark, so that no piece has one within
 * @param dropsFirst whether decoding drops the space that a text begins with
 */
record PieceText(
    UnaryOperator<String> normalizer,
    Prefix prefix,
    boolean marks,
    boolean splits,
    boolean dropsFirst) {

  /** Where a space is put before text, by the names of Hugging Face's Metaspace. */
  enum Prefix {
    /** Nowhere. */
    NEVER,
    /** Before a text. */
    FIRST,
    /** Before a text, and before each part of it that follows an added token. */
    ALWAYS
  }

  /** The text as it is behind the normalizer. */
  static PieceText normalizedBy(UnaryOperator<String> normalizer, boolean dropsFirst) {
    return new PieceText(normalizer, Prefix.NEVER, false, false, dropsFirst);
  }

  /** A space before each part, and spaces as marks, as Llama 2 has it. */
  static PieceText spaceBeforeEachPart() {
    return normalizedBy(text -> Piece.SPACE + text.replace(' ', Piece.SPACE), true);
  }

  /** Adds the ids of a normalized part of a text. */
  void encode(String normalized, boolean isFirst, Segmenter segmenter, IntArray ids) {
    String text = marked(normalized, isFirst);
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    int start = 0;
    for (int at = 1; splits && at < bytes.length; at++) {
      if (Utf8.codePoint(bytes, at, bytes.length) == Piece.SPACE) {
        segmenter.encode(bytes, start, at, ids);
        start = at;
      }
    }
    segmenter.encode(bytes, start, bytes.length, ids);
  }

  private String marked(String normalized, boolean isFirst) {
    String text = marks ? normalized.replace(' ', Piece.SPACE) : normalized;
    boolean wanted = prefix == Prefix.ALWAYS || prefix == Prefix.FIRST && isFirst;
    return wanted && text.charAt(0) != Piece.SPACE ? Piece.SPACE + text : text;
  }
}
