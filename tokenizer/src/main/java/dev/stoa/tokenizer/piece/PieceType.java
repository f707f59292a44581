package dev.stoa.tokenizer.piece;

/** What a piece of a SentencePiece vocabulary is for; {@code .model} and GGUF number them alike. */
public enum PieceType {
  /** A part of text. */
  NORMAL,
  /** What stands for characters that no piece has. */
  UNKNOWN,
  /** Stands for no text: the beginning, the end, who speaks next. */
  CONTROL,
  /** A part of text that is one token wherever it stands. */
  USER_DEFINED,
  /** Stands for text but is never given. */
  UNUSED,
  /** One byte, written {@code <0xXX>}, of a character that no piece has. */
  BYTE;

  /**
   * The type with a number of the formats, which begin with 1.
   *
   * @param number the number
   * @return the type
   * @throws IllegalArgumentException if there is none
   */
  public static PieceType numbered(long number) {
    if (number < 1 || number > values().length) {
      throw new IllegalArgumentException(
          "type " + number + " of a piece is not known; known are 1 to " + values().length);
    }
    return values()[(int) number - 1];
  }

  /**
   * The number in the formats.
   *
   * @return the number, from 1 on
   */
  public int number() {
    return ordinal() + 1;
  }
}
