package dev.stoa.tokenizer.split;

import dev.stoa.tokenizer.SplitPattern;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Splitting as the models' own files describe it: a list of regular expressions, each of which cuts
 * its matches out of the pieces that the one before left. What lies between two matches is a piece
 * too.
 */
final class SplitSteps {

  private static final String GPT2 =
      "'s|'t|'re|'ve|'m|'ll|'d| ?\\p{L}+| ?\\p{N}+| ?[^\\s\\p{L}\\p{N}]+|\\s+(?!\\S)|\\s+";
  private static final String UPPER = "[\\p{Lu}\\p{Lt}\\p{Lm}\\p{Lo}\\p{M}]";
  private static final String LOWER = "[\\p{Ll}\\p{Lm}\\p{Lo}\\p{M}]";
  private static final String BEFORE = "[^\\r\\n\\p{L}\\p{N}]?";
  private static final String CONTRACTION = "(?i:'s|'t|'re|'ve|'m|'ll|'d)";
  private static final String BEHIND_NUMBERS =
      "| ?[^\\s\\p{L}\\p{N}]+[\\r\\n/]*|\\s*[\\r\\n]+|\\s+(?!\\S)|\\s+";
  private static final String LLAMA3 =
      CONTRACTION
          + "|[^\\r\\n\\p{L}\\p{N}]?\\p{L}+|\\p{N}{1,3}| ?[^\\s\\p{L}\\p{N}]+[\\r\\n]*"
          + "|\\s*[\\r\\n]+|\\s+(?!\\S)|\\s+";

  private final List<Pattern> steps;

  private SplitSteps(String... steps) {
    this.steps =
        List.of(steps).stream()
            .map(step -> Pattern.compile(step, Pattern.UNICODE_CHARACTER_CLASS))
            .toList();
  }

  /** The published steps of a pattern. */
  static SplitSteps of(SplitPattern pattern) {
    return switch (pattern) {
      case NONE -> new SplitSteps();
      case GPT2 -> new SplitSteps(GPT2);
      case STARCODER -> new SplitSteps("\\p{N}", GPT2);
      case FALCON -> new SplitSteps("[\\p{P}\\$\\+<=>\\^~\\|`]+", GPT2, "[0-9][0-9][0-9]");
      case DEFAULT ->
          new SplitSteps(
              "[\\p{P}\\$\\+<=>\\^~\\|]+",
              "'s|'t|'re|'ve|'m|'ll|'d| ?\\p{L}+| ?\\p{N}+| ?[^\\s\\p{L}\\p{N}]+|\\s+(?!\\S)",
              "\\p{N}+",
              "[0-9][0-9][0-9]");
      case DEEPSEEK_CODER ->
          new SplitSteps("[\r\n]", "\\s?\\p{L}+", "\\s?\\p{P}+", "[一-龥ࠀ-一가-퟿]+", "\\p{N}");
      case DEEPSEEK_LLM ->
          new SplitSteps(
              "[\r\n]",
              "\\s?[A-Za-zµÀ-ÖØ-öø-ƺƼ-ƿǄ-ʓʕ-ʯͰ-ͳͶͷͻ-ͽͿΆΈ-ΊΌΎ-ΡΣ-ϵϷ-ҁҊ-ԯԱ-ՖႠ-ჅᎠ-Ᏽᏸ-ᏽᲐ-ᲺᲽ-Ჿ"
                  + "ᴀ-ᴫᵫ-ᵷᵹ-ᶚḀ-ἕἘ-Ἕἠ-ὅὈ-Ὅὐ-ὗὙὛὝ\u1f5f-\u1f7dᾀ-ᾴᾶ-ᾼ\u1fbeῂ-ῄῆ-ῌ\u1fd0-\u1fd3"
                  + "\u1fd6-\u1fdbῠ-Ῥῲ-ῴῶ-ῼℂℇℊ-ℓℕℙ-ℝℤ\u2126ℨ\u212a-ℭℯ-ℴℹℼ-ℿⅅ-ⅉⅎↃↄⰀ-ⱻⱾ-ⳤⳫ-ⳮⳲⳳ"
                  + "Ꙁ-ꙭꚀ-ꚛꜢ-ꝯꝱ-ꞇꞋ-ꞎꭰ-ꮿﬀ-ﬆﬓ-ﬗＡ-Ｚａ-ｚ𐐀-𐑏𐒰-𐓓𐓘-𐓻𐲀-𐲲𐳀-𐳲𑢠-𑣟𞤀-𞥃]+",
              "\\s?[!-/:-~！-／：-～‘-‟　-。]+",
              "\\s+\\z",
              "[一-龥ࠀ-一가-퟿]+",
              "\\p{N}");
      // Rust's $ is Java's \z; the possessive quantifiers are those of the source.
      case CL100K ->
          new SplitSteps(
              "'(?i:[sdmt]|ll|ve|re)|[^\\r\\n\\p{L}\\p{N}]?+\\p{L}++|\\p{N}{1,3}+"
                  + "| ?[^\\s\\p{L}\\p{N}]++[\\r\\n]*+|\\s++\\z|\\s*[\\r\\n]|\\s+(?!\\S)|\\s");
      case LLAMA3 -> new SplitSteps(LLAMA3);
      case QWEN2 -> new SplitSteps(LLAMA3.replace("{1,3}", ""));
      case QWEN35 ->
          new SplitSteps(
              LLAMA3
                  .replace("{1,3}", "")
                  .replace("?\\p{L}+", "?[\\p{L}\\p{M}]+")
                  .replace("^\\s\\p{L}", "^\\s\\p{L}\\p{M}"));
      case O200K -> new SplitSteps(cased(CONTRACTION + "?") + "|\\p{N}{1,3}" + BEHIND_NUMBERS);
      case TEKKEN -> new SplitSteps(cased("") + "|\\p{N}" + BEHIND_NUMBERS);
      case DEEPSEEK3 ->
          new SplitSteps(
              "\\p{N}{1,3}",
              "[\u4e00-\u9fa5\u3040-\u309f\u30a0-\u30ff]+",
              "[!\"#$%&'()*+,\\-./:;<=>?@\\[\\\\\\]^_`{|}~][A-Za-z]+"
                  + "|[^\\r\\n\\p{L}\\p{P}\\p{S}]?[\\p{L}\\p{M}]+| ?[\\p{P}\\p{S}]+[\\r\\n]*"
                  + "|\\s*[\\r\\n]+|\\s+(?!\\S)|\\s+");
    };
  }

  private static String cased(String behind) {
    return BEFORE + UPPER + "*" + LOWER + "+" + behind + "|" + BEFORE + UPPER + "+" + LOWER + "*"
        + behind;
  }

  /** All expressions, whose characters may be bounds of ranges. */
  String expressions() {
    return steps.stream().map(Pattern::pattern).collect(Collectors.joining());
  }

  List<String> split(String text) {
    List<String> pieces = text.isEmpty() ? List.of() : List.of(text);
    for (Pattern step : steps) {
      List<String> finer = new ArrayList<>();
      pieces.forEach(piece -> cut(step.matcher(piece), piece, finer));
      pieces = finer;
    }
    return pieces;
  }

  private static void cut(Matcher matcher, String piece, List<String> out) {
    int at = 0;
    while (matcher.find()) {
      if (matcher.start() > at) {
        out.add(piece.substring(at, matcher.start()));
      }
      out.add(matcher.group());
      at = matcher.end();
    }
    if (at < piece.length()) {
      out.add(piece.substring(at));
    }
  }
}
