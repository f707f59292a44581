package dev.stoa.tokenizer.file;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.stoa.contract.tokenizer.SampleTexts;
import dev.stoa.tokenizer.normal.BertNormalizer;
import dev.stoa.tokenizer.normal.CharsMap;
import dev.stoa.tokenizer.normal.NormalForm;
import dev.stoa.tokenizer.normal.TracedText;
import dev.stoa.tokenizer.piece.SentencePieceText;
import dev.stoa.tokenizer.split.CharacterKinds;
import dev.stoa.tokenizer.testdata.CharsMapBytes;
import java.text.Normalizer;
import java.util.Base64;
import java.util.BitSet;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Where the characters of a normalized text come from, step by step. */
class TracedTextTest {

  private static final ObjectMapper JSON = new ObjectMapper();

  private static UnaryOperator<TracedText> step(String json) {
    try {
      return TokenizerJsonNormalizer.read(JSON.readTree(json.replace('\'', '"')));
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(json, e);
    }
  }

  private static TracedText traced(String text) {
    return TracedText.traced(text, 0, text.length());
  }

  /** Each char with its place, and the same text where no place is asked for. */
  private static void has(UnaryOperator<TracedText> step, String text, String expected) {
    TracedText changed = step.apply(traced(text));
    String found =
        IntStream.range(0, changed.text().length())
            .mapToObj(
                i ->
                    "%s %d-%d"
                        .formatted(changed.text().charAt(i), changed.start(i), changed.end(i)))
            .collect(Collectors.joining(", "));
    assertEquals(expected, found);
    assertEquals(changed.text(), step.apply(TracedText.of(text)).text());
  }

  @Test
  void aCharacterComesFromItselfOrFromTheRunThatChanges() {
    has(step("{'type':'NFKC'}"), "\ufb01\uff21e\u0301", "f 0-1, i 0-1, A 1-2, \u00e9 2-4");
    has(step("{'type':'NFC'}"), "xe\u0301\u4e2d", "x 0-1, \u00e9 1-3, \u4e2d 3-4");
    has(step("{'type':'NFD'}"), "\u00e9!", "e 0-1, \u0301 0-1, ! 1-2");
    has(step("{'type':'NFD'}"), "e\u0301!", "e 0-1, \u0301 1-2, ! 2-3");
  }

  @Test
  void aCharacterThatIsReplacedKeepsItsPlaceAndOneThatGoesTakesItsOwn() {
    has(step("{'type':'Lowercase'}"), "A\u0130B", "a 0-1, i 1-2, \u0307 1-2, b 2-3");
    has(step("{'type':'StripAccents'}"), "e\u0301x", "e 0-1, x 2-3");
    has(step("{'type':'Nmt'}"), "a\u0001\tb", "a 0-1,   2-3, b 3-4");
    has(step("{'type':'Strip'}"), "  a b ", "a 2-3,   3-4, b 4-5");
  }

  @Test
  void whatStandsForSeveralCharactersComesFromAllOfThem() {
    String two = "{'type':'Replace','pattern':{'String':'ab'},'content':'xyz'}";
    has(step(two), "cab", "c 0-1, x 1-3, y 1-3, z 1-3");
    String runs = "{'type':'Replace','pattern':{'Regex':' {2,}'},'content':'_'}";
    has(step(runs), "a   b c", "a 0-1, _ 1-4, b 4-5,   5-6, c 6-7");
  }

  @Test
  void whatIsAddedComesFromNowhere() {
    has(step("{'type':'Prepend','prepend':'__'}"), "a", "_ 0-0, _ 0-0, a 0-1");
    String both = "{'type':'Prepend','prepend':'_'}";
    String strip = "{'type':'Strip'}";
    has(sequence(strip, both), " a", "_ 1-1, a 1-2");
  }

  private static UnaryOperator<TracedText> sequence(String... steps) {
    return step("{'type':'Sequence','normalizers':[%s]}".formatted(String.join(",", steps)));
  }

  @Test
  void placesGoThroughAllSteps() {
    String replace = "{'type':'Replace','pattern':{'String':'fi'},'content':'x'}";
    has(
        sequence("{'type':'NFKC'}", "{'type':'Lowercase'}", replace),
        "\uff26i\ufb01F",
        "x 0-2, x 2-3, f 3-4");
  }

  /** Full-width A; the ligature fi; e and a combining accent; a character that goes. */
  private static final byte[] RULES =
      CharsMapBytes.of(Map.of("\uff21", "A", "\ufb01", "fi", "e\u0301", "\u00e9", "\u200b", ""));

  @Test
  void precompiledRulesKnowTheirPlaces() {
    String text = "\ud83e\udd99\ufb01\u200be\u0301\uff21";
    String expected = "\ud83e 0-2, \udd99 0-2, f 2-3, i 2-3, \u00e9 4-6, A 6-7";
    UnaryOperator<TracedText> clusters =
        step(
            "{'type':'Precompiled','precompiled_charsmap':'%s'}"
                .formatted(Base64.getEncoder().encodeToString(RULES)));
    has(clusters, text, expected);
    has(map -> CharsMap.of(RULES).replace(map, at -> false), text, expected);
  }

  @Test
  void spacesThatBecomeOneArePlacedTogether() {
    SentencePieceText text =
        new SentencePieceText(Optional.empty(), Optional.empty(), true, true, true);
    has(text, "  a   b ", "\u2581 2-2, a 2-3, \u2581 3-6, b 6-7");
    has(new BertNormalizer(true, true), " A\u00c9,\tb", "a 1-2, e 2-3,   3-3, , 3-4,   5-5, b 5-6");
  }

  /** Behind a letter and marks, behind parts of Hangul, and behind a vowel of Kirat Rai. */
  private static final String[] BEFORE = {
    "a\u0323\u0301", "\u1100", "\uac00", "\u30ab", "\ud81b\udd63", "\u0bc6"
  };

  /** Marks, characters that change in one of the forms, and some of all others. */
  private static final BitSet SAMPLE = new BitSet();

  static {
    for (int codePoint = 0; codePoint < 0x110000; codePoint++) {
      String c = Character.toString(codePoint);
      boolean isMark = (CharacterKinds.MARKS >>> CharacterKinds.of(codePoint) & 1) != 0;
      boolean isWholeHangul = codePoint >= 0xAC00 && codePoint <= 0xD7A3;
      boolean isSurrogate = (codePoint & ~0x7FF) == Character.MIN_SURROGATE;
      boolean changes =
          !isSurrogate && !isWholeHangul && !Normalizer.isNormalized(c, Normalizer.Form.NFKD);
      SAMPLE.set(codePoint, isMark || changes || SampleTexts.standsForOthers(codePoint));
    }
  }

  /**
   * The runs are right: put together they are the form of the whole text, behind characters that
   * others join with.
   */
  @ParameterizedTest
  @EnumSource
  void runByRunTheFormIsThatOfTheWholeText(Normalizer.Form form) {
    NormalForm step = new NormalForm(form);
    for (String before : BEFORE) {
      StringBuilder text = new StringBuilder();
      SAMPLE.stream().forEach(c -> text.append(before).appendCodePoint(c));
      String all = text.toString();
      TracedText found = step.apply(traced(all));
      // No message with the texts: they are long.
      assertTrue(Normalizer.normalize(all, form).equals(found.text()), () -> form + before);
      for (int i = 1; i < found.text().length(); i++) {
        if (found.start(i) < found.start(i - 1) || found.end(i) < found.end(i - 1)) {
          throw new AssertionError("places go back at " + i);
        }
      }
    }
  }
}
