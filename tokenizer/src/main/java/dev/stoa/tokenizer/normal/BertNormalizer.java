package dev.stoa.tokenizer.normal;

import dev.stoa.tokenizer.split.CharacterKinds;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

/**
 * Cuts a text into words as BERT does, before their pieces are looked for: the result has one space
 * between them.
 *
 * <p>White space ends a word and is dropped. Control, format and private characters, U+0000 and
 * U+FFFD are dropped. Every Chinese character and every punctuation character is a word of its own;
 * punctuation is {@code \p{P}} and ASCII's 32, of which Unicode calls some symbols. Then accents
 * (marks without a width of their own, after Unicode's form NFD) are dropped, and letters become
 * small.
 *
 * <p>Source: Devlin et al., "BERT", 2019, and the code published with it (BasicTokenizer); the
 * ranges of Chinese characters are those of Hugging Face's tokenizers.
 *
 * @param stripAccents whether accents (marks without a width of their own) are dropped
 * @param lowercase whether letters are written in lower case
 */
public record BertNormalizer(boolean stripAccents, boolean lowercase)
    implements UnaryOperator<TracedText> {

  private static final NormalForm DECOMPOSED = new NormalForm(Normalizer.Form.NFD);

  private static final int CONTROLS =
      1 << Character.CONTROL | 1 << Character.FORMAT | 1 << Character.PRIVATE_USE;

  @Override
  public TracedText apply(TracedText text) {
    TracedText decomposed = stripAccents ? DECOMPOSED.apply(text) : text;
    Words words = new Words(decomposed);
    String characters = decomposed.text();
    for (int at = 0; at < characters.length(); ) {
      int end = at + Character.charCount(characters.codePointAt(at));
      words.add(characters.codePointAt(at), at, end);
      at = end;
    }
    return words.out.build();
  }

  /**
   * The words of a normalized text.
   *
   * @param normalized a text with one space between its words
   * @return the words in their order
   */
  public static List<TracedText> words(TracedText normalized) {
    List<TracedText> words = new ArrayList<>();
    String text = normalized.text();
    for (int start = 0; start < text.length(); ) {
      int space = text.indexOf(' ', start);
      int end = space < 0 ? text.length() : space;
      words.add(normalized.substring(start, end));
      start = end + 1;
    }
    return words;
  }

  /** Takes the characters of a text and puts a space where one word ends and another begins. */
  private final class Words {

    private final TracedText.Builder out;
    private boolean isEnded;

    Words(TracedText source) {
      out = source.builder();
    }

    private void add(int codePoint, int from, int to) {
      int kind = 1 << CharacterKinds.of(codePoint);
      boolean isLine = codePoint == '\t' || codePoint == '\n' || codePoint == '\r';
      if (!isLine && isDropped(codePoint, kind)) {
        return;
      }
      if (isLine || (kind & CharacterKinds.SPACES) != 0) {
        isEnded = true;
        return;
      }
      boolean isAlone =
          (kind & CharacterKinds.PUNCTUATION) != 0
              || isAsciiSymbol(codePoint)
              || isChinese(codePoint);
      if ((isAlone || isEnded) && !out.isEmpty()) {
        out.put(" ", from, from);
      }
      append(codePoint, from, to);
      isEnded = isAlone;
    }

    /** Letters become small one by one: a capital sigma is never that of the end of a word. */
    private void append(int codePoint, int from, int to) {
      if (lowercase && codePoint == 0x130) {
        out.put("i\u0307", from, to);
      } else {
        out.put(lowercase ? Character.toLowerCase(codePoint) : codePoint, from, to);
      }
    }
  }

  private boolean isDropped(int codePoint, int kind) {
    int category = 1 << Character.getType(codePoint);
    return codePoint == 0
        || codePoint == 0xFFFD
        || (category & CONTROLS) != 0
        || stripAccents && (kind & 1 << Character.NON_SPACING_MARK) != 0;
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
}
