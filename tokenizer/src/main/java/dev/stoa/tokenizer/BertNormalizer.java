package dev.stoa.tokenizer;

import java.text.Normalizer;
import java.util.ArrayList;
import java.util.List;

/**
 * Cuts a text into words as BERT does, before their pieces are looked for.
 *
 * <p>White space ends a word and is dropped. Control and format characters, U+0000, U+FFFD and what
 * is unassigned are dropped. Every Chinese character and every punctuation character is a word of
 * its own; punctuation is {@code \p{P}} and ASCII's 32, of which Unicode calls some symbols. Then
 * accents (marks without a width of their own, after Unicode's form NFD) are dropped, and letters
 * become small.
 *
 * <p>Source: Devlin et al., "BERT", 2019, and the code published with it (BasicTokenizer); the
 * ranges of Chinese characters are those of Hugging Face's tokenizers.
 */
final class BertNormalizer {

  private static final int CONTROLS =
      1 << Character.CONTROL
          | 1 << Character.FORMAT
          | 1 << Character.PRIVATE_USE
          | 1 << Character.UNASSIGNED;

  private final boolean dropsAccents;
  private final boolean makesSmall;

  private final List<String> words = new ArrayList<>();
  private final StringBuilder word = new StringBuilder();

  private BertNormalizer(boolean dropsAccents, boolean makesSmall) {
    this.dropsAccents = dropsAccents;
    this.makesSmall = makesSmall;
  }

  static List<String> words(String text, boolean dropsAccents, boolean makesSmall) {
    BertNormalizer normalizer = new BertNormalizer(dropsAccents, makesSmall);
    String decomposed = dropsAccents ? Normalizer.normalize(text, Normalizer.Form.NFD) : text;
    decomposed.codePoints().forEach(normalizer::add);
    normalizer.endWord();
    return normalizer.words;
  }

  private void add(int codePoint) {
    int kind = 1 << CharacterKinds.of(codePoint);
    if (codePoint == '\t' || codePoint == '\n' || codePoint == '\r') {
      endWord();
    } else if (isDropped(codePoint, kind)) {
      return;
    } else if ((kind & CharacterKinds.SPACES) != 0) {
      endWord();
    } else if ((kind & CharacterKinds.PUNCTUATION) != 0
        || isAsciiSymbol(codePoint)
        || isChinese(codePoint)) {
      endWord();
      append(codePoint);
      endWord();
    } else {
      append(codePoint);
    }
  }

  private boolean isDropped(int codePoint, int kind) {
    int category = 1 << Character.getType(codePoint);
    return codePoint == 0
        || codePoint == 0xFFFD
        || (category & CONTROLS) != 0
        || dropsAccents && (kind & 1 << Character.NON_SPACING_MARK) != 0;
  }

  private static boolean isAsciiSymbol(int codePoint) {
    return codePoint > ' ' && codePoint < 0x7F && !Character.isLetterOrDigit(codePoint);
  }

  private static boolean isChinese(int c) {
    return c >= 0x4E00 && c <= 0x9FFF
        || c >= 0x3400 && c <= 0x4DBF
        || c >= 0x20000 && c <= 0x2A6DF
        || c >= 0x2A700 && c <= 0x2B73F
        || c >= 0x2B740 && c <= 0x2B81F
        || c >= 0x2B920 && c <= 0x2CEAF
        || c >= 0xF900 && c <= 0xFAFF
        || c >= 0x2F800 && c <= 0x2FA1F;
  }

  /** Letters become small one by one: a capital sigma is never the sigma of the end of a word. */
  private void append(int codePoint) {
    if (makesSmall && codePoint == 0x130) {
      word.append("i\u0307");
    } else {
      word.appendCodePoint(makesSmall ? Character.toLowerCase(codePoint) : codePoint);
    }
  }

  private void endWord() {
    if (!word.isEmpty()) {
      words.add(word.toString());
      word.setLength(0);
    }
  }
}
