package dev.stoa.tokenizer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.stoa.contract.tokenizer.SampleTexts;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The scanners give the pieces of the regular expressions: of the steps that the models' files
 * describe, and of the one expression that defines the pattern here.
 */
class SplitPatternTest {

  private static void agrees(SplitPattern pattern, SplitSteps steps, String text) {
    assertEquals(steps.split(text), pattern.split(text), () -> "the pieces of '" + text + "'");
  }

  /** Read off the expressions by hand. */
  @ParameterizedTest
  @CsvSource({
    "GPT2,      I|'|LL| pay|$|1234| HTMLPage|'s",
    "STARCODER, I|'|LL| pay|$|1|2|3|4| HTMLPage|'s",
    "FALCON,    I|'|LL| pay|$|123|4| HTMLPage|'|s",
    "CL100K,    I|'LL| pay|$|123|4| HTMLPage|'s",
    "LLAMA3,    I|'LL| pay|$|123|4| HTMLPage|'s",
    "QWEN2,     I|'LL| pay|$|1|2|3|4| HTMLPage|'s",
    "QWEN35,    I|'LL| pay|$|1|2|3|4| HTMLPage|'s",
    "O200K,     I'LL| pay|$|123|4| HTMLPage's",
    "TEKKEN,    I|'LL| pay|$|1|2|3|4| HTMLPage|'s",
    "DEEPSEEK3, I|'LL| pay|$|123|4| HTMLPage|'s",
    "DEFAULT,   I|'|LL| pay|$|123|4| HTMLPage|'|s",
    "DEEPSEEK_CODER, I|'|LL| pay|$|1|2|3|4| HTMLPage|'|s",
    "DEEPSEEK_LLM, I|'|LL| pay|$|1|2|3|4| HTMLPage|'|s"
  })
  void aWorkedExample(SplitPattern pattern, String pieces) {
    String text = "I'LL pay$1234 HTMLPage's";
    assertEquals(List.of(pieces.split("\\|")), pattern.split(text));
  }

  @Test
  void lineEndsAtTheEndOfATextTellGpt4FromLlama3() {
    assertEquals(List.of("a", " \n  "), SplitPattern.CL100K.split("a \n  "));
    assertEquals(List.of("a", " \n", "  "), SplitPattern.LLAMA3.split("a \n  "));
    assertEquals(List.of("a", " \n", " ", " b"), SplitPattern.CL100K.split("a \n  b"));
  }

  @ParameterizedTest
  @EnumSource
  void everyCodePointIsOfTheSameKind(SplitPattern pattern) {
    SplitSteps steps = SplitSteps.of(pattern);
    StringBuilder text = new StringBuilder();
    for (int codePoint = 0; codePoint < 0x110000; codePoint++) {
      boolean surrogate = codePoint >= 0xD800 && codePoint <= 0xDFFF;
      // Planes 4 to 13 are empty, 15 and 16 are for private use, and most of planes 1 to 3 is
      // letters without case in blocks: a few of each stand for all.
      boolean chosen = codePoint < 0x3400 || codePoint >= 0xA000 && codePoint < 0x20000;
      if (!surrogate && (chosen || codePoint % 251 == 0)) {
        String c = Character.toString(codePoint);
        text.append("A").append(c).append(c).append("1 ").append(c).append("a'").append(c);
        text.append(" \u0301").append(c).append("!").append(c).append("\n");
      }
      if (text.length() > 1000) {
        agrees(pattern, steps, text.toString());
        text.setLength(0);
      }
    }
    agrees(pattern, steps, text.toString());
  }

  @ParameterizedTest
  @EnumSource
  void randomTextHasTheSamePieces(SplitPattern pattern) {
    SplitSteps steps = SplitSteps.of(pattern);
    Random random = new Random(7);
    SampleTexts.anyScript().forEach(text -> agrees(pattern, steps, text));
    for (int round = 0; round < 2_000; round++) {
      agrees(pattern, steps, SampleTexts.random(random, random.nextInt(40)));
      agrees(pattern, steps, mixture(random, random.nextInt(12)));
    }
  }

  /** Characters on which the patterns decide. */
  private static final String[] DECISIVE = {
    "a",
    "B",
    "\u01c5",
    "\u02b0",
    "\u4e2d",
    "\u30fb",
    "\u1e0d",
    "\u3000",
    "\u0301",
    "1",
    "\u00b2",
    "'",
    " ",
    "\n",
    "\r",
    "\u00a0",
    "!",
    "/",
    "$",
    "\u20ac",
    "\u200b",
    "\u017f",
    "s",
    "L",
    "l",
    "\ud83e\udd99"
  };

  private static String mixture(Random random, int length) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < length; i++) {
      text.append(DECISIVE[random.nextInt(DECISIVE.length)]);
    }
    return text.toString();
  }

  @ParameterizedTest
  @EnumSource
  void everyShortTextOfTheDecisiveCharactersHasTheSamePieces(SplitPattern pattern) {
    SplitSteps steps = SplitSteps.of(pattern);
    int size = DECISIVE.length;
    for (int number = 0; number < size * size * size; number++) {
      String text =
          DECISIVE[number % size] + DECISIVE[number / size % size] + DECISIVE[number / size / size];
      agrees(pattern, steps, text);
      agrees(pattern, steps, "x" + text + "'");
    }
  }

  @ParameterizedTest
  @EnumSource
  void contractionsInAnyCaseHaveTheSamePieces(SplitPattern pattern) {
    SplitSteps steps = SplitSteps.of(pattern);
    for (String letters :
        List.of(
            "s", "S", "\u017f", "t", "T", "m", "M", "d", "D", "re", "rE", "Re", "RE", "ve", "VE",
            "vE", "ll", "lL", "Ll", "LL", "r", "l", "k", "\u212a", "\u1e9e", "lv", "er")) {
      for (String before : List.of("", "a", "A", " ", "'", "1", "\u0301", "\u4e2d")) {
        for (String after : List.of("", "a", "A", " ", "'", "s", "1")) {
          agrees(pattern, steps, before + "'" + letters + after);
        }
      }
    }
  }

  /** The scanner and the expression that it says it is, so that neither is wrong alone. */
  @ParameterizedTest
  @EnumSource
  void theDefinitionHasTheSamePieces(SplitPattern pattern) {
    Pattern regex = Pattern.compile(pattern.regex(), Pattern.UNICODE_CHARACTER_CLASS);
    List<String> texts = new ArrayList<>(SampleTexts.anyScript());
    Random random = new Random(9);
    for (int round = 0; round < 2_000; round++) {
      texts.add(mixture(random, 1 + random.nextInt(12)));
    }
    for (String text : texts) {
      List<String> expected = regex.matcher(text).results().map(MatchResult::group).toList();
      assertEquals(expected, pattern.split(text), () -> "the pieces of '" + text + "'");
    }
  }

  @ParameterizedTest
  @EnumSource
  void longRunsHaveTheSamePieces(SplitPattern pattern) {
    SplitSteps steps = SplitSteps.of(pattern);
    for (String unit : DECISIVE) {
      agrees(pattern, steps, "a" + unit.repeat(3_000) + "B");
    }
    agrees(pattern, steps, "\u4e2d" + "AB".repeat(2_000) + " 12".repeat(500) + "\r\n ".repeat(300));
  }

  /** Invalid bytes are characters of no category, and a piece never reaches over the limit. */
  @ParameterizedTest
  @EnumSource
  void anyBytesAreSplitUpToTheLimit(SplitPattern pattern) {
    Random random = new Random(11);
    for (int round = 0; round < 2_000; round++) {
      byte[] bytes = new byte[1 + random.nextInt(12)];
      for (int i = 0; i < bytes.length; i++) {
        bytes[i] =
            (byte) (random.nextBoolean() ? " '\nsA1".charAt(random.nextInt(6)) : random.nextInt());
      }
      int limit = 1 + random.nextInt(bytes.length);
      for (int start = 0; start < limit; ) {
        int end = pattern.end(bytes, start, limit);
        assertTrue(end > start && end <= limit, "a piece from " + start + " to " + end);
        start = end;
      }
    }
  }
}
