package dev.stoa.tokenizer;

import dev.stoa.tokenizer.split.DeepSeekCoderScanner;
import dev.stoa.tokenizer.split.DeepSeekScanner;
import dev.stoa.tokenizer.split.FalconScanner;
import dev.stoa.tokenizer.split.Gpt2Scanner;
import dev.stoa.tokenizer.split.WordScanner;
import dev.stoa.tokenizer.split.WordScanner.Contractions;
import dev.stoa.tokenizer.split.WordScanner.Words;

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
      new Gpt2Scanner(false)),

  /**
   * StarCoder's: every digit is cut out of the text, then GPT-2's pattern is applied between them.
   * Also that of SmolLM, Command-R, Refact and CodeShell.
   */
  STARCODER(
      "'s|'t|'re|'ve|'m|'ll|'d|\\p{N}| ?\\p{L}+| ?[^\\s\\p{L}\\p{N}]+"
          + "|\\s+(?=\\p{N})|\\s+(?!\\S)|\\s+",
      new Gpt2Scanner(true)),

  /**
   * Falcon's: runs of punctuation are cut out, then GPT-2's pattern is applied between them, then
   * groups of three ASCII digits are cut out of its pieces.
   */
  FALCON(
      "[\\p{P}$+<=>^~|`]+| ?\\p{L}+|[0-9]{3}| (?=[0-9]{3})| ?(?:(?![0-9]{3})\\p{N})+"
          + "| ?[^\\s\\p{L}\\p{N}\\p{P}$+<=>^~|`]+|\\s+(?=[\\p{P}$+<=>^~|`])|\\s+(?!\\S)|\\s+",
      new FalconScanner(true, false)),

  /**
   * That of vocabularies in GGUF files that do not say how they split: as {@link #FALCON}, but
   * backticks are no punctuation, and numbers are cut out without the space before them.
   *
   * <p>Source: llama.cpp's {@code llama-vocab.cpp}.
   */
  DEFAULT(
      "[\\p{P}$+<=>^~|]+| ?\\p{L}+|[0-9]{3}|(?:(?![0-9]{3})\\p{N})+| (?=\\p{N})"
          + "| ?[^\\s\\p{L}\\p{N}\\p{P}$+<=>^~|]+|\\s+(?=[\\p{P}$+<=>^~|])|\\s+(?!\\S)|\\s+",
      new FalconScanner(false, true)),

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
      new WordScanner(Words.LETTERS_ONLY, Contractions.APART, 3, false, true)),

  /**
   * Llama 3's: as {@link #CL100K}, but white space at the end of the text is split at line ends.
   */
  LLAMA3(
      "(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\\r\\n\\p{L}\\p{N}]?\\p{L}+|\\p{N}{1,3}"
          + "| ?[^\\s\\p{L}\\p{N}]+[\\r\\n]*|\\s*[\\r\\n]+|\\s+(?!\\S)|\\s+",
      new WordScanner(Words.LETTERS_ONLY, Contractions.APART, 3, false, false)),

  /** Qwen 2's and 3's: as {@link #LLAMA3}, but each digit is a piece. */
  QWEN2(
      "(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\\r\\n\\p{L}\\p{N}]?\\p{L}+|\\p{N}"
          + "| ?[^\\s\\p{L}\\p{N}]+[\\r\\n]*|\\s*[\\r\\n]+|\\s+(?!\\S)|\\s+",
      new WordScanner(Words.LETTERS_ONLY, Contractions.APART, 1, false, false)),

  /** Qwen 3.5's: as {@link #QWEN2}, but marks count as letters. */
  QWEN35(
      "(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\\r\\n\\p{L}\\p{N}]?[\\p{L}\\p{M}]+|\\p{N}"
          + "| ?[^\\s\\p{L}\\p{M}\\p{N}]+[\\r\\n]*|\\s*[\\r\\n]+|\\s+(?!\\S)|\\s+",
      new WordScanner(Words.WITH_MARKS, Contractions.APART, 1, false, false)),

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
      new WordScanner(Words.BY_CASE, Contractions.BEHIND_WORDS, 3, true, false)),

  /** Mistral's tekken: as {@link #O200K}, but without contractions, and each digit is a piece. */
  TEKKEN(
      (Regex.BEFORE + Regex.CAPITALS + "*" + Regex.SMALL + "+|")
          + (Regex.BEFORE + Regex.CAPITALS + "+" + Regex.SMALL + "*|")
          + ("\\p{N}" + Regex.PUNCTUATION_AND_SPACES),
      new WordScanner(Words.BY_CASE, Contractions.NONE, 1, true, false)),

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
      new DeepSeekScanner()),

  /**
   * DeepSeek Coder's, in five steps: line ends are cut out, then words with one white space before
   * them, then punctuation with one before it, then runs of East Asian characters, then digits.
   */
  DEEPSEEK_CODER(
      Regex.piecesBetween(Regex.cuts(Regex.LETTERS, Regex.MARKS_OF_TEXT)),
      new DeepSeekCoderScanner(true)),

  /**
   * That of DeepSeek's first language model: as {@link #DEEPSEEK_CODER}, but the letters and signs
   * are listed one by one, and white space at the end of a piece is cut off.
   */
  DEEPSEEK_LLM(
      Regex.piecesBetween(
          Regex.cuts(Regex.CASED, Regex.SIGNS)
              + ("|(?<=\\S)(?=\\s+?(?:\\z|" + Regex.cuts(Regex.CASED, Regex.SIGNS) + "))")),
      new DeepSeekCoderScanner(false));

  /** Parts that several expressions have. */
  private static final class Regex {
    static final String CASED =
        "A-Za-z\\u00B5\\u00C0-\\u00D6\\u00D8-\\u00F6\\u00F8-\\u01BA\\u01BC-\\u01BF"
            + "\\u01C4-\\u0293\\u0295-\\u02AF\\u0370-\\u0373\\u0376-\\u0377\\u037B-\\u037D"
            + "\\u037F\\u0386\\u0388-\\u038A\\u038C\\u038E-\\u03A1\\u03A3-\\u03F5"
            + "\\u03F7-\\u0481\\u048A-\\u052F\\u0531-\\u0556\\u10A0-\\u10C5\\u13A0-\\u13F5"
            + "\\u13F8-\\u13FD\\u1C90-\\u1CBA\\u1CBD-\\u1CBF\\u1D00-\\u1D2B\\u1D6B-\\u1D77"
            + "\\u1D79-\\u1D9A\\u1E00-\\u1F15\\u1F18-\\u1F1D\\u1F20-\\u1F45\\u1F48-\\u1F4D"
            + "\\u1F50-\\u1F57\\u1F59\\u1F5B\\u1F5D\\u1F5F-\\u1F7D\\u1F80-\\u1FB4"
            + "\\u1FB6-\\u1FBC\\u1FBE\\u1FC2-\\u1FC4\\u1FC6-\\u1FCC\\u1FD0-\\u1FD3"
            + "\\u1FD6-\\u1FDB\\u1FE0-\\u1FEC\\u1FF2-\\u1FF4\\u1FF6-\\u1FFC\\u2102\\u2107"
            + "\\u210A-\\u2113\\u2115\\u2119-\\u211D\\u2124\\u2126\\u2128\\u212A-\\u212D"
            + "\\u212F-\\u2134\\u2139\\u213C-\\u213F\\u2145-\\u2149\\u214E\\u2183-\\u2184"
            + "\\u2C00-\\u2C7B\\u2C7E-\\u2CE4\\u2CEB-\\u2CEE\\u2CF2-\\u2CF3\\uA640-\\uA66D"
            + "\\uA680-\\uA69B\\uA722-\\uA76F\\uA771-\\uA787\\uA78B-\\uA78E\\uAB70-\\uABBF"
            + "\\uFB00-\\uFB06\\uFB13-\\uFB17\\uFF21-\\uFF3A\\uFF41-\\uFF5A"
            + "\\x{10400}-\\x{1044F}\\x{104B0}-\\x{104D3}\\x{104D8}-\\x{104FB}"
            + "\\x{10C80}-\\x{10CB2}\\x{10CC0}-\\x{10CF2}\\x{118A0}-\\x{118DF}"
            + "\\x{1E900}-\\x{1E943}"
            + "\ud801\udc00";
    static final String SIGNS =
        "!-/:-~\\uFF01-\\uFF0F\\uFF1A-\\uFF5E\\u2018-\\u201F\\u3000-\\u3002";

    /** Java looks behind by whole characters only where the class has one beyond U+FFFF in it. */
    static final String BEYOND = "\ud801\udc00";

    static final String LETTERS = "\\p{L}" + BEYOND;

    static final String MARKS_OF_TEXT = "\\p{P}\ud800\udd00";
    static final String EAST_ASIAN = "[\\u0800-\\u9fa5\\uac00-\\ud7ff]";

    /** Any character, and all behind it up to a place where a piece ends. */
    static String piecesBetween(String cuts) {
      String steps =
          ("|(?<=" + EAST_ASIAN + ")(?!" + EAST_ASIAN + ")")
              + ("|(?<!"
                  + EAST_ASIAN
                  + ")(?="
                  + EAST_ASIAN
                  + ")|(?<=[\\p{N}\ud800\udd07])|(?=\\p{N})");
      return "(?s).(?:(?!" + cuts + steps + ").)*";
    }

    /** The places where lines, words and signs end, or begin with one white space. */
    static String cuts(String words, String signs) {
      return "(?<=[\\r\\n])|(?=[\\r\\n])"
          + ("|(?<![" + words + "\\s])(?=[" + words + "])|(?<=[" + words + "])(?![" + words + "])")
          + ("|(?=\\s[" + words + "])")
          + ("|(?<![" + signs + "\\s])(?=[" + signs + "])|(?<=[" + signs + "])(?![" + signs + "])")
          + ("|(?=[\\s&&[^" + signs + "]](?!\\s[" + words + "])[" + signs + "])");
    }

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
