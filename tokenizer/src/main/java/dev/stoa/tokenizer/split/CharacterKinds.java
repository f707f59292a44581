package dev.stoa.tokenizer.split;

import dev.stoa.tokenizer.bytes.Utf8;

/**
 * The kind of a character as split patterns see it: its Unicode general category, or white space.
 *
 * <p>A kind is a number below 32, so that a set of kinds is an {@code int} with one bit for each.
 */
public final class CharacterKinds {

  /**
   * Characters with the Unicode property White_Space, whatever their category. This is what {@code
   * \s} means in the split patterns; Java's own {@code \s} and {@link Character#isWhitespace}
   * differ from it.
   */
  public static final int WHITE_SPACE = 31;

  /** {@code \s}. */
  public static final int SPACES = 1 << WHITE_SPACE;

  /** {@code \p{L}}. */
  public static final int LETTERS =
      1 << Character.UPPERCASE_LETTER
          | 1 << Character.LOWERCASE_LETTER
          | 1 << Character.TITLECASE_LETTER
          | 1 << Character.MODIFIER_LETTER
          | 1 << Character.OTHER_LETTER;

  /** {@code \p{N}}. */
  public static final int NUMBERS =
      1 << Character.DECIMAL_DIGIT_NUMBER
          | 1 << Character.LETTER_NUMBER
          | 1 << Character.OTHER_NUMBER;

  /** {@code \p{M}}. */
  public static final int MARKS =
      1 << Character.NON_SPACING_MARK
          | 1 << Character.ENCLOSING_MARK
          | 1 << Character.COMBINING_SPACING_MARK;

  /** {@code \p{P}}. */
  public static final int PUNCTUATION =
      1 << Character.DASH_PUNCTUATION
          | 1 << Character.START_PUNCTUATION
          | 1 << Character.END_PUNCTUATION
          | 1 << Character.CONNECTOR_PUNCTUATION
          | 1 << Character.OTHER_PUNCTUATION
          | 1 << Character.INITIAL_QUOTE_PUNCTUATION
          | 1 << Character.FINAL_QUOTE_PUNCTUATION;

  /** {@code \p{S}}. */
  static final int SYMBOLS =
      1 << Character.MATH_SYMBOL
          | 1 << Character.CURRENCY_SYMBOL
          | 1 << Character.MODIFIER_SYMBOL
          | 1 << Character.OTHER_SYMBOL;

  /** {@code [\p{Lu}\p{Lt}]}. */
  static final int UPPER_CASE = 1 << Character.UPPERCASE_LETTER | 1 << Character.TITLECASE_LETTER;

  /** {@code \p{Ll}}. */
  static final int LOWER_CASE = 1 << Character.LOWERCASE_LETTER;

  /** {@code [\p{Lm}\p{Lo}\p{M}]}: what may stand in a word of capital and of small letters. */
  static final int NO_CASE = 1 << Character.MODIFIER_LETTER | 1 << Character.OTHER_LETTER | MARKS;

  /** {@code [^\s\p{L}\p{N}]}. */
  static final int OTHERS = ~(SPACES | LETTERS | NUMBERS);

  private static final byte[] BASIC_PLANE = new byte[0x10000];

  static {
    for (int i = 0; i < BASIC_PLANE.length; i++) {
      BASIC_PLANE[i] = (byte) compute(i);
    }
  }

  private CharacterKinds() {}

  private static int compute(int codePoint) {
    int category = Character.getType(codePoint);
    boolean space =
        category == Character.SPACE_SEPARATOR
            || category == Character.LINE_SEPARATOR
            || category == Character.PARAGRAPH_SEPARATOR
            || codePoint >= '\t' && codePoint <= '\r'
            || codePoint == 0x85;
    return space ? WHITE_SPACE : category;
  }

  /**
   * The kind of a code point; of -1, which stands for an invalid byte, it is the kind of an
   * unassigned one.
   *
   * @param codePoint the code point, or -1
   * @return its kind, below 32
   */
  public static int of(int codePoint) {
    if (codePoint < 0) {
      return Character.UNASSIGNED;
    }
    return codePoint < 0x10000 ? BASIC_PLANE[codePoint] : compute(codePoint);
  }

  /**
   * The end of the longest run of characters of some kinds that begins at a position; that position
   * if there is none.
   */
  static int endOfRun(byte[] text, int start, int limit, int kinds) {
    int at = endOfAsciiRun(text, start, limit, kinds);
    while (at < limit) {
      int ascii = text[at];
      if (ascii >= 0) {
        if ((kinds >>> BASIC_PLANE[ascii] & 1) == 0) {
          return at;
        }
        at++;
        continue;
      }
      int codePoint = Utf8.codePoint(text, at, limit);
      if ((kinds >>> of(codePoint) & 1) == 0) {
        return at;
      }
      at += Utf8.length(codePoint);
    }
    return at;
  }

  /** A beginning of a run: the ASCII characters that words and indentation mostly consist of. */
  private static int endOfAsciiRun(byte[] text, int start, int limit, int kinds) {
    if ((kinds & LETTERS) == LETTERS) {
      return AsciiRun.endOfLetters(text, start, limit);
    }
    if ((kinds & LOWER_CASE) != 0) {
      return AsciiRun.endOfSmallLetters(text, start, limit);
    }
    return kinds == SPACES ? AsciiRun.endOfSpaces(text, start, limit) : start;
  }

  /** As above, but at most a number of characters. */
  static int endOfRun(byte[] text, int start, int limit, int kinds, int most) {
    int at = start;
    for (int i = 0; i < most && at < limit; i++) {
      int codePoint = Utf8.codePoint(text, at, limit);
      if ((kinds >>> of(codePoint) & 1) == 0) {
        break;
      }
      at += Utf8.length(codePoint);
    }
    return at;
  }
}
