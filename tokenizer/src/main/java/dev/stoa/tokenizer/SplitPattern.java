package dev.stoa.tokenizer;

/**
 * The known ways to split a text into pieces, each defined by a regular expression: a piece is the
 * next match.
 *
 * <p>The expressions themselves are never run. Each has a scanner written by hand that gives the
 * same pieces, many times faster and in one pass; the tests compare the two over all of Unicode.
 */
public enum SplitPattern implements PreTokenizer {

  /** No splitting: the whole text is one piece. */
  NONE("(?s).+") {
    @Override
    public int end(byte[] text, int start, int limit) {
      return limit;
    }
  },

  /**
   * GPT-2's pattern: an English contraction; a run of letters, of digits, or of anything else, each
   * with one space before it; white space, whose last character is left to the piece behind it.
   *
   * <p>Source: Radford et al., "Language Models are Unsupervised Multitask Learners", 2019, and the
   * code published with it.
   */
  GPT2("'s|'t|'re|'ve|'m|'ll|'d| ?\\p{L}+| ?\\p{N}+| ?[^\\s\\p{L}\\p{N}]+|\\s+(?!\\S)|\\s+") {
    @Override
    public int end(byte[] text, int start, int limit) {
      return Gpt2Scanner.end(text, start, limit);
    }
  };

  private final String regex;

  SplitPattern(String regex) {
    this.regex = regex;
  }

  /**
   * The definition of this pattern, in which {@code \s} is every character with Unicode's
   * White_Space property. For Java's regular expressions that is the flag {@link
   * java.util.regex.Pattern#UNICODE_CHARACTER_CLASS}.
   *
   * @return a regular expression that matches one piece
   */
  public String regex() {
    return regex;
  }
}
