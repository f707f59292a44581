package dev.stoa.tokenizer.normal;

import java.text.Normalizer;
import java.util.function.UnaryOperator;

/**
 * Brings a text to one of Unicode's normal forms.
 *
 * <p>Where the places are asked for, it works run by run: no character that begins a run joins or
 * changes places with those before it. The characters of a run that changes come from all of the
 * run.
 *
 * @param form the form
 */
public record NormalForm(Normalizer.Form form) implements UnaryOperator<TracedText> {

  /** No character below this one joins with the ones before it. */
  private static final int FIRST_THAT_JOINS = 0x300;

  private static final int MARKS =
      1 << Character.NON_SPACING_MARK
          | 1 << Character.COMBINING_SPACING_MARK
          | 1 << Character.ENCLOSING_MARK;

  @Override
  public TracedText apply(TracedText source) {
    String text = source.text();
    if (Normalizer.isNormalized(text, form)) {
      return source;
    }
    if (!source.isTraced()) {
      return TracedText.of(Normalizer.normalize(text, form));
    }
    TracedText.Builder out = source.builder();
    for (int at = 0; at < text.length(); ) {
      int end = endOfRun(text, at);
      String run = text.substring(at, end);
      String normal = Normalizer.normalize(run, form);
      if (normal.equals(run)) {
        out.copy(at, end);
      } else {
        out.put(normal, at, end);
      }
      at = end;
    }
    return out.build();
  }

  private static int endOfRun(String text, int start) {
    int at = start + Character.charCount(text.codePointAt(start));
    while (at < text.length() && joins(text.codePointAt(at))) {
      at += Character.charCount(text.codePointAt(at));
    }
    return at;
  }

  /** Whether a character may join with one before it in any of the forms. */
  private static boolean joins(int c) {
    if (c < FIRST_THAT_JOINS) {
      return false;
    }
    boolean isMark = (1 << Character.getType(c) & MARKS) != 0;
    boolean isHangulPart = c >= 0x1160 && c <= 0x11FF;
    boolean isHalfWidthPart = c >= 0xFF9E && c <= 0xFFDC;
    boolean isKiratRaiVowel = c >= 0x16D63 && c <= 0x16D6A;
    // Compatibility letters of Hangul become its parts in the forms NFKC and NFKD.
    boolean isHangulLetter = c >= 0x3131 && c <= 0x318E;
    return isMark || isHangulPart || isHalfWidthPart || isKiratRaiVowel || isHangulLetter;
  }
}
