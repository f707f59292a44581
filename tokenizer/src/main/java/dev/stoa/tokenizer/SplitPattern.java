package dev.stoa.tokenizer;

import dev.stoa.tokenizer.WordScanner.Contractions;
import dev.stoa.tokenizer.WordScanner.Words;

/**
 * The known ways to split a text into pieces, each defined by a regular expression: a piece is the
 * next match.
 *
 * <p>The expressions themselves are never run. Each has a scanner written by hand that gives the
 * same pieces, many times faster and in one pass; the tests compare the two over all of Unicode.
 *
 * <p>Some models split in steps, each of which cuts its matches out of the parts that the step
 * before left. Their expression here does in one step what theirs do in several; the tests compare
 * it with the steps.
 */
public enum SplitPattern implements PreTokenizer {

  /** No splitting: the whole text is one piece. */
  NONE("(?s).+", (text, start, limit) -> limit),

  /**
   * GPT-2's pattern: an English contraction; a run of letters, of digits, or of anything else, each
   * with one space before it; white space, whose last character is left to the piece behind it.
   * Also that of r50k, p50k, Phi-2, OLMo and MPT.
   *
   * <p>Source: Radford et al., "Language Models are Unsupervised Multitask Learners", 2019, and the
   * code published with it.
   */
  GPT2(
      "'s|'t|'re|'ve|'m|'ll|'d| ?\\p{L}+| ?\\p{N}+| ?[^\\s\\p{L}\\p{N}]+|\\s+(?!\\S)|\\s+",
      new Gpt2Scanner(false)::end),

  /**
   * StarCoder's: every digit is cut out of the text, then GPT-2's pattern is applied between them.
   * Also that of SmolLM, Command-R, Refact and CodeShell.
   */
  STARCODER(
      "'s|'t|'re|'ve|'m|'ll|'d|\\p{N}| ?\\p{L}+| ?[^\\s\\p{L}\\p{N}]+"
          + "|\\s+(?=\\p{N})|\\s+(?!\\S)|\\s+",
      new Gpt2Scanner(true)::end),

  /**
   * Falcon's: runs of punctuation are cut out, then GPT-2's pattern is applied between them, then
   * groups of three ASCII digits are cut out of its pieces.
   */
  FALCON(
      "[\\p{P}$+<=>^~|`]+| ?\\p{L}+|[0-9]{3}| (?=[0-9]{3})| ?(?:(?![0-9]{3})\\p{N})+"
          + "| ?[^\\s\\p{L}\\p{N}\\p{P}$+<=>^~|`]+|\\s+(?=[\\p{P}$+<=>^~|`])|\\s+(?!\\S)|\\s+",
      FalconScanner::end),

  /**
   * GPT-4's: a word takes one character before it that is no letter, digit or line end; digits come
   * in threes; punctuation takes the line ends behind it; white space ends behind its last line
   * end.
   *
   * <p>Source: OpenAI's tiktoken, cl100k_base.
   */
  CL100K(
      "(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\\r\\n\\p{L}\\p{N}]?\\p{L}+|\\p{N}{1,3}"
          + "| ?[^\\s\\p{L}\\p{N}]+[\\r\\n]*|\\s+\\z|\\s*[\\r\\n]|\\s+(?!\\S)|\\s",
      new WordScanner(Words.LETTERS_ONLY, Contractions.APART, 3, false, true)::end),

  /**
   * Llama 3's: as {@link #CL100K}, but white space at the end of the text is split at line ends.
   */
  LLAMA3(
      "(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\\r\\n\\p{L}\\p{N}]?\\p{L}+|\\p{N}{1,3}"
          + "| ?[^\\s\\p{L}\\p{N}]+[\\r\\n]*|\\s*[\\r\\n]+|\\s+(?!\\S)|\\s+",
      new WordScanner(Words.LETTERS_ONLY, Contractions.APART, 3, false, false)::end),

  /** Qwen 2's and 3's: as {@link #LLAMA3}, but each digit is a piece. */
  QWEN2(
      "(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\\r\\n\\p{L}\\p{N}]?\\p{L}+|\\p{N}"
          + "| ?[^\\s\\p{L}\\p{N}]+[\\r\\n]*|\\s*[\\r\\n]+|\\s+(?!\\S)|\\s+",
      new WordScanner(Words.LETTERS_ONLY, Contractions.APART, 1, false, false)::end),

  /** Qwen 3.5's: as {@link #QWEN2}, but marks count as letters. */
  QWEN35(
      "(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\\r\\n\\p{L}\\p{N}]?[\\p{L}\\p{M}]+|\\p{N}"
          + "| ?[^\\s\\p{L}\\p{M}\\p{N}]+[\\r\\n]*|\\s*[\\r\\n]+|\\s+(?!\\S)|\\s+",
      new WordScanner(Words.WITH_MARKS, Contractions.APART, 1, false, false)::end),

  /**
   * GPT-4o's: a word is capital letters and then small ones, and takes a contraction behind it;
   * otherwise as {@link #LLAMA3}, but punctuation takes slashes too. Also that of Llama 4 and
   * gpt-oss.
   *
   * <p>Source: OpenAI's tiktoken, o200k_base.
   */
  O200K(
      (Regex.BEFORE + Regex.CAPITALS + "*" + Regex.SMALL + "+" + Regex.CONTRACTION + "?|")
          + (Regex.BEFORE + Regex.CAPITALS + "+" + Regex.SMALL + "*" + Regex.CONTRACTION + "?|")
          + ("\\p{N}{1,3}" + Regex.PUNCTUATION_AND_SPACES),
      new WordScanner(Words.BY_CASE, Contractions.BEHIND_WORDS, 3, true, false)::end),

  /** Mistral's tekken: as {@link #O200K}, but without contractions, and each digit is a piece. */
  TEKKEN(
      (Regex.BEFORE + Regex.CAPITALS + "*" + Regex.SMALL + "+|")
          + (Regex.BEFORE + Regex.CAPITALS + "+" + Regex.SMALL + "*|")
          + ("\\p{N}" + Regex.PUNCTUATION_AND_SPACES),
      new WordScanner(Words.BY_CASE, Contractions.NONE, 1, true, false)::end),

  /**
   * DeepSeek V3's and R1's: digits in threes are cut out, then runs of Chinese characters and
   * Japanese kana, then a pattern is applied to these and between them that tells punctuation and
   * symbols from characters of no use, such as control characters.
   */
  DEEPSEEK3(
      "\\p{N}{1,3}|[!-/:-@\\[-`{-~][A-Za-z]+"
          + ("|" + Regex.KANA_OTHERS + "?" + Regex.KANA_LETTERS + "+")
          + ("|[" + Regex.KANA + "&&[\\p{P}\\p{S}]]+")
          + ("|(?:" + Regex.KANA_OTHERS + "(?!" + Regex.KANA_LETTERS + "))+")
          + ("|[^\\r\\n\\p{L}\\p{P}\\p{S}" + Regex.KANA + "]?" + Regex.OTHER_LETTERS + "+")
          + ("| ?[[\\p{P}\\p{S}]&&[^" + Regex.KANA + "]]+[\\r\\n]*|\\s*[\\r\\n]+")
          + ("|\\s+(?=[\\p{N}" + Regex.KANA + "])|\\s+(?!\\S)|\\s+")
          + ("|(?:[\\p{C}&&[^\\s" + Regex.KANA + "]](?!" + Regex.OTHER_LETTERS + "))+"),
      DeepSeekScanner::end);

  /** Parts that several expressions have. */
  private static final class Regex {
    static final String BEFORE = "[^\\r\\n\\p{L}\\p{N}]?";
    static final String CAPITALS = "[\\p{Lu}\\p{Lt}\\p{Lm}\\p{Lo}\\p{M}]";
    static final String SMALL = "[\\p{Ll}\\p{Lm}\\p{Lo}\\p{M}]";
    static final String CONTRACTION = "(?i:'s|'t|'re|'ve|'m|'ll|'d)";
    static final String PUNCTUATION_AND_SPACES =
        "| ?[^\\s\\p{L}\\p{N}]+[\\r\\n/]*|\\s*[\\r\\n]+|\\s+(?!\\S)|\\s+";

    /** Chinese characters and Japanese kana, and what is in that range of code points. */
    static final String KANA = "\\u4e00-\\u9fa5\\u3040-\\u30ff";

    static final String KANA_LETTERS = "[" + KANA + "&&[\\p{L}\\p{M}]]";
    static final String KANA_OTHERS = "[" + KANA + "&&\\p{C}]";
    static final String OTHER_LETTERS = "[[\\p{L}\\p{M}]&&[^" + KANA + "]]";
  }

  private final String regex;
  private final PreTokenizer scanner;

  SplitPattern(String regex, PreTokenizer scanner) {
    this.regex = regex;
    this.scanner = scanner;
  }

  @Override
  public int end(byte[] text, int start, int limit) {
    return scanner.end(text, start, limit);
  }

  /**
   * The definition of this pattern, in which {@code \s} is every character with Unicode's
   * White_Space property. For Java's regular expressions that is the flag {@link
   * java.util.regex.Pattern#UNICODE_CHARACTER_CLASS}, with which letters in any case are compared
   * by Unicode's table too.
   *
   * @return a regular expression that matches one piece
   */
  public String regex() {
    return regex;
  }
}
