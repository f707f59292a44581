package dev.stoa.tokenizer.piece;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.IntStream;

/**
 * One piece of a SentencePiece vocabulary.
 *
 * @param text its bytes as the file has them; a space is written U+2581 there, or as itself
 * @param score for Unigram the natural logarithm of its probability; for merges the higher, the
 *     earlier it is made
 * @param type what it is for
 */
public record Piece(byte[] text, double score, PieceType type) {

  /** Stands for a space in pieces. */
  public static final char SPACE = '\u2581';

  /** The same as a string. */
  static final String MARK = String.valueOf(SPACE);

  private static final List<String> BYTES =
      IntStream.range(0, 256).mapToObj("<0x%02X>"::formatted).toList();

  /**
   * Checks the score.
   *
   * @throws IllegalArgumentException if the score is not a number
   */
  public Piece {
    if (Double.isNaN(score)) {
      throw new IllegalArgumentException("the score of piece '" + name(text) + "' is not a number");
    }
  }

  /**
   * A piece whose text is given as a string.
   *
   * @param text its text
   * @param score its score
   * @param type what it is for
   * @return the piece
   */
  public static Piece of(String text, double score, PieceType type) {
    return new Piece(text.getBytes(StandardCharsets.UTF_8), score, type);
  }

  /**
   * The text of the piece as a string.
   *
   * @return its bytes read as UTF-8
   */
  public String name() {
    return name(text);
  }

  private static String name(byte[] text) {
    return new String(text, StandardCharsets.UTF_8);
  }

  /**
   * The name of the piece of a byte.
   *
   * @param b the byte, 0 to 255
   * @return the name, {@code <0x00>} to {@code <0xFF>}
   */
  public static String nameOfByte(int b) {
    return BYTES.get(b);
  }

  /** The bytes that the piece stands for, spaces as spaces; none for those that are no text. */
  byte[] decoded() {
    return switch (type) {
      case UNKNOWN, CONTROL -> new byte[0];
      case BYTE -> new byte[] {(byte) Integer.parseInt(name().substring(3, 5), 16)};
      default -> {
        String name = name();
        // Text that is no UTF-8 must not go through a string.
        yield name.indexOf(SPACE) < 0
            ? text
            : name.replace(SPACE, ' ').getBytes(StandardCharsets.UTF_8);
      }
    };
  }
}
