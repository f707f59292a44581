package dev.stoa.tokenizer.split;

import static dev.stoa.tokenizer.split.CharacterKinds.LETTERS;
import static dev.stoa.tokenizer.split.CharacterKinds.NUMBERS;
import static dev.stoa.tokenizer.split.CharacterKinds.PUNCTUATION;
import static dev.stoa.tokenizer.split.CharacterKinds.SPACES;

import dev.stoa.tokenizer.PreTokenizer;
import dev.stoa.tokenizer.bytes.Utf8;

/**
 * The splitting of DeepSeek's first models, in steps each of which cuts the pieces of the one
 * before: line ends; words with one space before them; signs with one space before them; for the
 * language model white space at the end of a piece; East Asian characters; digits.
 *
 * <p>Whether a piece ends between two characters depends on these two, on two more behind them, and
 * for white space on what follows its run, so one pass does all steps.
 *
 * @param isCoder whether these are the steps of the model for code, whose words are letters and
 *     whose signs are punctuation; those of the language model are listed one by one
 */
public record DeepSeekCoderScanner(boolean isCoder) implements PreTokenizer {

  /** Stands for the character behind the last one: of no kind. */
  private static final int NOTHING = -1;

  /** The letters with case that the language model lists: the first and the last of each range. */
  private static final int[] CASED = {
    'A', 'Z', 'a', 'z', 0xB5, 0xB5, 0xC0, 0xD6, 0xD8, 0xF6, 0xF8, 0x1BA, 0x1BC, 0x1BF, 0x1C4, 0x293,
    0x295, 0x2AF, 0x370, 0x373, 0x376, 0x377, 0x37B, 0x37D, 0x37F, 0x37F, 0x386, 0x386, 0x388,
    0x38A, 0x38C, 0x38C, 0x38E, 0x3A1, 0x3A3, 0x3F5, 0x3F7, 0x481, 0x48A, 0x52F, 0x531, 0x556,
    0x10A0, 0x10C5, 0x13A0, 0x13F5, 0x13F8, 0x13FD, 0x1C90, 0x1CBA, 0x1CBD, 0x1CBF, 0x1D00, 0x1D2B,
    0x1D6B, 0x1D77, 0x1D79, 0x1D9A, 0x1E00, 0x1F15, 0x1F18, 0x1F1D, 0x1F20, 0x1F45, 0x1F48, 0x1F4D,
    0x1F50, 0x1F57, 0x1F59, 0x1F59, 0x1F5B, 0x1F5B, 0x1F5D, 0x1F5D, 0x1F5F, 0x1F7D, 0x1F80, 0x1FB4,
    0x1FB6, 0x1FBC, 0x1FBE, 0x1FBE, 0x1FC2, 0x1FC4, 0x1FC6, 0x1FCC, 0x1FD0, 0x1FD3, 0x1FD6, 0x1FDB,
    0x1FE0, 0x1FEC, 0x1FF2, 0x1FF4, 0x1FF6, 0x1FFC, 0x2102, 0x2102, 0x2107, 0x2107, 0x210A, 0x2113,
    0x2115, 0x2115, 0x2119, 0x211D, 0x2124, 0x2124, 0x2126, 0x2126, 0x2128, 0x2128, 0x212A, 0x212D,
    0x212F, 0x2134, 0x2139, 0x2139, 0x213C, 0x213F, 0x2145, 0x2149, 0x214E, 0x214E, 0x2183, 0x2184,
    0x2C00, 0x2C7B, 0x2C7E, 0x2CE4, 0x2CEB, 0x2CEE, 0x2CF2, 0x2CF3, 0xA640, 0xA66D, 0xA680, 0xA69B,
    0xA722, 0xA76F, 0xA771, 0xA787, 0xA78B, 0xA78E, 0xAB70, 0xABBF, 0xFB00, 0xFB06, 0xFB13, 0xFB17,
    0xFF21, 0xFF3A, 0xFF41, 0xFF5A, 0x10400, 0x1044F, 0x104B0, 0x104D3, 0x104D8, 0x104FB, 0x10C80,
    0x10CB2, 0x10CC0, 0x10CF2, 0x118A0, 0x118DF, 0x1E900, 0x1E943
  };

  private static boolean isCased(int codePoint) {
    int low = 0;
    int high = CASED.length / 2;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (CASED[2 * middle + 1] < codePoint) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low < CASED.length / 2 && CASED[2 * low] <= codePoint;
  }

  private static boolean isOneOf(int codePoint, int kinds) {
    return codePoint >= 0 && (1 << CharacterKinds.of(codePoint) & kinds) != 0;
  }

  private boolean isWord(int codePoint) {
    return isCoder ? isOneOf(codePoint, LETTERS) : isCased(codePoint);
  }

  private boolean isSign(int c) {
    return isCoder
        ? isOneOf(c, PUNCTUATION)
        : c >= '!' && c <= '/'
            || c >= ':' && c <= '~'
            || c >= 0xFF01 && c <= 0xFF0F
            || c >= 0xFF1A && c <= 0xFF5E
            || c >= 0x2018 && c <= 0x201F
            || c >= 0x3000 && c <= 0x3002;
  }

  private static boolean isAsian(int c) {
    return c >= 0x800 && c <= 0x9FA5 || c >= 0xAC00 && c <= 0xD7FF;
  }

  private static boolean isSpace(int codePoint) {
    return isOneOf(codePoint, SPACES);
  }

  private static boolean isLineEnd(int codePoint) {
    return codePoint == '\r' || codePoint == '\n';
  }

  private static int at(byte[] text, int at, int limit) {
    return at < limit ? Utf8.codePoint(text, at, limit) : NOTHING;
  }

  @Override
  public int end(byte[] text, int start, int limit) {
    int left = Utf8.codePoint(text, start, limit);
    int at = start + Utf8.length(left);
    while (at < limit) {
      int right = Utf8.codePoint(text, at, limit);
      boolean ends =
          isAsian(left) != isAsian(right)
              || isOneOf(left, NUMBERS)
              || isOneOf(right, NUMBERS)
              || endsWordOrSigns(text, left, at, limit)
              || !isCoder && !isSpace(left) && isSpace(right) && spacesEndPiece(text, at, limit);
      if (ends) {
        return at;
      }
      left = right;
      at += Utf8.length(right);
    }
    return limit;
  }

  /** Whether the steps of lines, words and signs cut between a character and the next. */
  private boolean endsWordOrSigns(byte[] text, int left, int at, int limit) {
    int right = at(text, at, limit);
    int behind = at + Utf8.length(right);
    int third = at(text, behind, limit);
    int fourth = at(text, behind + Utf8.length(third), limit);
    return endsWord(left, right, third)
        || isSign(right) && !isSign(left) && !isSpace(left)
        || isSign(left) && !isSign(right)
        || isSpace(right) && !isSign(right) && isSign(third) && !endsWord(right, third, fourth);
  }

  private boolean endsWord(int left, int right, int third) {
    return isLineEnd(left)
        || isLineEnd(right)
        || isWord(right) && !isWord(left) && !isSpace(left)
        || isWord(left) && !isWord(right)
        || isSpace(right) && isWord(third);
  }

  /** Whether a piece ends behind or within the white space at a place. */
  private boolean spacesEndPiece(byte[] text, int start, int limit) {
    int at = start;
    int left = Utf8.codePoint(text, at, limit);
    while (isSpace(left)) {
      at += Utf8.length(left);
      if (at == limit || endsWordOrSigns(text, left, at, limit)) {
        return true;
      }
      left = Utf8.codePoint(text, at, limit);
    }
    return false;
  }
}
