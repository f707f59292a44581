package dev.stoa.contract.tokenizer;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * Texts that find mistakes: any script, all kinds of white space, long runs, and random ones with a
 * fixed seed.
 */
public final class SampleTexts {

  private static final List<String> WRITTEN =
      List.of(
          "Hello, world!",
          " two  spaces and   three",
          "I'll say 'it's' — we've, they'd; DON'T!",
          "tabs\tand\r\nlines\n\n\n  and an end with spaces   ",
          "\u00a0no-break\u2003em space\u3000ideographic\u0085next line\u2028\u2029",
          "x = y[3]*1234567890 - 3.14e-7; // Größe, naïve, Ångström",
          "Ще не вмерла, Ελληνικά, עברית, العربية, हिन्दी, ไทย, ភាសាខ្មែរ",
          "我想在apple工作1314151天～ 日本語のテキスト、한국어",
          "🦙 👩‍👩‍👧‍👦 🇫🇷 👍🏽 😶‍🌫️",
          "e\u0301 a\u0308\u0323 combining, \u200d\ufeff\u0000\u0001 control",
          "𝔘𝔫𝔦𝔠𝔬𝔡𝔢 𐍈𐎀 ²³½ ⅷ ١٢٣",
          "<s></s><|endoftext|> [CLS]",
          "?");

  private SampleTexts() {}

  /**
   * Texts written by hand and a few random ones.
   *
   * @return the texts, none empty
   */
  public static List<String> anyScript() {
    List<String> texts = new ArrayList<>(WRITTEN);
    texts.add("z".repeat(300));
    texts.add(" ".repeat(300) + "z");
    Random random = new Random(1);
    for (int i = 0; i < 40; i++) {
      texts.add(random(random, 1 + random.nextInt(80)));
    }
    return texts;
  }

  /**
   * Whether a character is one of those that stand for all: in a run of characters of the same
   * category the first and the last ones do, and some between. Surrogates stand for nothing.
   *
   * @param codePoint a code point
   * @return whether a test of the characters of all kinds should have it
   */
  public static boolean standsForOthers(int codePoint) {
    int category = Character.getType(codePoint);
    boolean atAnEnd =
        codePoint == 0
            || Character.getType(codePoint - 1) != category
            || Character.getType(codePoint + 1) != category;
    return category != Character.SURROGATE
        && (codePoint < 0x250 || atAnEnd || codePoint < 0x20000 && codePoint % 61 == 0);
  }

  /**
   * A random text of valid code points: half of it ASCII, the rest from all of Unicode, with many
   * spaces.
   *
   * @param random where the chance comes from
   * @param length the number of code points
   * @return the text
   */
  public static String random(Random random, int length) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < length; i++) {
      text.appendCodePoint(codePoint(random));
    }
    return text.toString();
  }

  private static int codePoint(Random random) {
    int choice = random.nextInt(10);
    if (choice < 5) {
      return ' ' + random.nextInt(95);
    }
    if (choice < 7) {
      return " \n\t'sl\r\u00a0".codePointAt(random.nextInt(8));
    }
    int codePoint = random.nextInt(choice == 9 ? 0x110000 : 0x3000);
    return codePoint >= 0xD800 && codePoint < 0xE000 ? '?' : codePoint;
  }
}
