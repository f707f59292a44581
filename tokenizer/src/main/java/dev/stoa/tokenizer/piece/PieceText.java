package dev.stoa.tokenizer.piece;

import dev.stoa.tokenizer.bytes.TokenSpans;
import dev.stoa.tokenizer.bytes.Utf8;
import dev.stoa.tokenizer.normal.PlacedIds;
import dev.stoa.tokenizer.normal.TracedText;
import java.nio.charset.StandardCharsets;
import java.util.function.UnaryOperator;

/**
 * How a text is changed before it is cut into pieces.
 *
 * @param normalizer changes the text between added tokens
 * @param prefix where a mark for a space is put before the changed text, unless it begins with one
 * @param marks whether spaces become marks after that
 * @param split where the text is cut, so that no piece reaches over
 * @param dropsFirst whether decoding drops the space that a text begins with
 */
public record PieceText(
    UnaryOperator<TracedText> normalizer,
    Prefix prefix,
    boolean marks,
    Split split,
    boolean dropsFirst) {

  /** Where a space is put before text, by the names of Hugging Face's Metaspace. */
  public enum Prefix {
    /** Nowhere. */
    NEVER,
    /** Before a text. */
    FIRST,
    /** Before a text, and before each part of it that follows an added token. */
    ALWAYS
  }

  /** Where a text is cut. */
  public enum Split {
    /** Nowhere. */
    NOWHERE,
    /** Before every mark. */
    BEFORE_MARKS,
    /** Between line ends and all else. */
    LINE_ENDS_APART
  }

  /**
   * The text as it is behind the normalizer.
   *
   * @param normalizer changes the text between added tokens
   * @param dropsFirst whether decoding drops the space that a text begins with
   * @return the rules
   */
  public static PieceText normalizedBy(UnaryOperator<TracedText> normalizer, boolean dropsFirst) {
    return new PieceText(normalizer, Prefix.NEVER, false, Split.NOWHERE, dropsFirst);
  }

  /**
   * A space before each part, and spaces as marks, as Llama 2 has it.
   *
   * @return the rules
   */
  public static PieceText spaceBeforeEachPart() {
    return normalizedBy(
        text -> text.isEmpty() ? text : text.prefixed(" ").replace(" ", Piece.MARK), true);
  }

  /**
   * Adds the tokens of a normalized part of a text.
   *
   * @param normalized the part, not empty
   * @param isFirst whether the text begins with it
   * @param out takes the tokens
   * @param cutter cuts it into pieces
   */
  public void encode(TracedText normalized, boolean isFirst, PieceCutter cutter, PlacedIds out) {
    TracedText text = marked(normalized, isFirst);
    byte[] bytes = text.text().getBytes(StandardCharsets.UTF_8);
    TokenSpans tokens = new TokenSpans(bytes.length / 3);
    int start = 0;
    for (int at = 1; split != Split.NOWHERE && at < bytes.length; at++) {
      if (isCut(bytes, at)) {
        cutter.encode(bytes, start, at, tokens);
        start = at;
      }
    }
    cutter.encode(bytes, start, bytes.length, tokens);
    out.addAll(text, tokens);
  }

  private boolean isCut(byte[] text, int at) {
    return split == Split.BEFORE_MARKS
        ? Utf8.codePoint(text, at, text.length) == Piece.SPACE
        : text[at - 1] == '\n' != (text[at] == '\n');
  }

  private TracedText marked(TracedText normalized, boolean isFirst) {
    TracedText text = marks ? normalized.replace(" ", Piece.MARK) : normalized;
    boolean wanted = prefix == Prefix.ALWAYS || prefix == Prefix.FIRST && isFirst;
    return wanted && text.text().charAt(0) != Piece.SPACE ? text.prefixed(Piece.MARK) : text;
  }
}
