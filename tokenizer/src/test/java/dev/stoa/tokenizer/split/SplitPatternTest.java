package dev.stoa.tokenizer.split;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.stoa.contract.tokenizer.SampleTexts;
import dev.stoa.tokenizer.SplitPattern;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Random;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
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

  /** What scanners know of a character besides its number; the regular expression's own classes. */
  @Test
  void everyCodePointIsOfItsKind() {
    Matcher space = Pattern.compile("\\s", Pattern.UNICODE_CHARACTER_CLASS).matcher("");
    for (int codePoint = 0; codePoint < 0x110000; codePoint++) {
      int kind = CharacterKinds.of(codePoint);
      int category = Character.getType(codePoint);
      if (kind != category || category == Character.CONTROL || codePoint % 61 == 0) {
        boolean isSpace = space.reset(Character.toString(codePoint)).matches();
        assertEquals(isSpace ? CharacterKinds.WHITE_SPACE : category, kind, "" + codePoint);
      }
    }
  }

  /**
   * The first and the last characters of each run of one category, some between, and those that the
   * expression names, with their neighbours.
   */
  @ParameterizedTest
  @EnumSource
  void charactersOfEachKindAndAtEachBoundHaveTheSamePieces(SplitPattern pattern) {
    SplitSteps steps = SplitSteps.of(pattern);
    BitSet named = new BitSet();
    steps.expressions().codePoints().forEach(c -> named.set(Math.max(0, c - 1), c + 2));
    named.clear(Character.MIN_SURROGATE, Character.MAX_SURROGATE + 1);
    StringBuilder text = new StringBuilder();
    for (int codePoint = 0; codePoint < 0x110000; codePoint++) {
      if (SampleTexts.standsForOthers(codePoint) || named.get(codePoint)) {
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
    for (int round = 0; round < 400; round++) {
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
      if (number % 5 == 0) {
        agrees(pattern, steps, "x" + text + "'");
      }
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
    for (int round = 0; round < 600; round++) {
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
      agrees(pattern, steps, "a" + unit.repeat(700) + "B");
    }
    agrees(pattern, steps, "\u4e2d" + "AB".repeat(500) + " 12".repeat(200) + "\r\n ".repeat(100));
  }

  /** Invalid bytes are characters of no category, and a piece never reaches over the limit. */
  @ParameterizedTest
  @EnumSource
  void anyBytesAreSplitUpToTheLimit(SplitPattern pattern) {
    Random random = new Random(11);
    for (int round = 0; round < 1_000; round++) {
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
