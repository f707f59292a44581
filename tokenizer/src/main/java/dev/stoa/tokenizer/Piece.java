package dev.stoa.tokenizer;

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
record Piece(byte[] text, double score, PieceType type) {

  /** Stands for a space in pieces. */
  static final char SPACE = '\u2581';

  /** The same as a string. */
  static final String MARK = String.valueOf(SPACE);

  private static final List<String> BYTES =
      IntStream.range(0, 256).mapToObj("<0x%02X>"::formatted).toList();

  Piece {
    if (Double.isNaN(score)) {
      throw new IllegalArgumentException("the score of piece '" + name(text) + "' is not a number");
    }
  }

  static Piece of(String text, double score, PieceType type) {
    return new Piece(text.getBytes(StandardCharsets.UTF_8), score, type);
  }

  /** The text of the piece as a string. */
  String name() {
    return name(text);
  }

  private static String name(byte[] text) {
    return new String(text, StandardCharsets.UTF_8);
  }

  /** The name of the piece of a byte. */
  static String nameOfByte(int b) {
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
