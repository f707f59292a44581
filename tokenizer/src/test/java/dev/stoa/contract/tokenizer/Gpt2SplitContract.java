package dev.stoa.contract.tokenizer;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Random;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/**
 * What the splitting of a text by GPT-2's pattern must do. The pattern is the definition, {@code
 * \s} being every character with Unicode's White_Space property:
 *
 * <pre>{@code
 * 's|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+
 * }</pre>
 */
public abstract class Gpt2SplitContract {

  /**
   * Splits: the code that is judged.
   *
   * @param text a text without lone surrogates
   * @return its pieces, which put together are the text
   */
  protected abstract List<String> split(String text);

  private static final Pattern PATTERN =
      Pattern.compile(
          "'s|'t|'re|'ve|'m|'ll|'d| ?\\p{L}+| ?\\p{N}+| ?[^\\s\\p{L}\\p{N}]+|\\s+(?!\\S)|\\s+",
          Pattern.UNICODE_CHARACTER_CLASS);

  private void agrees(String text) {
    List<String> expected = PATTERN.matcher(text).results().map(MatchResult::group).toList();
    assertEquals(expected, split(text), () -> "the pieces of '" + text + "'");
  }

  @Nested
  @DisplayName("A worked example")
  class WorkedExample {

    @Test
    void aWordTakesTheSpaceBeforeIt() {
      assertEquals(List.of("Hello", ",", " world", "!"), split("Hello, world!"));
    }

    @Test
    void contractionsNumbersAndPunctuationAreApart() {
      assertEquals(List.of("it", "'s", " 3", ".", "14", "!?"), split("it's 3.14!?"));
    }
  }

  @Nested
  @DisplayName("Laws")
  class Laws {

    @Test
    void thePiecesPutTogetherAreTheText() {
      for (String text : SampleTexts.anyScript()) {
        assertEquals(text, String.join("", split(text)));
      }
    }

    @Test
    void theLastOfManySpacesBelongsToTheWord() {
      assertEquals(List.of("a", "  ", " b"), split("a   b"));
      assertEquals(List.of("a", "  "), split("a  "));
    }

    @Test
    void aLineFeedIsNotTakenIntoAWord() {
      assertEquals(List.of("a", "\n", "b"), split("a\nb"));
      assertEquals(List.of("a", "\n", "\n", "b"), split("a\n\nb"));
      assertEquals(List.of("a", "\n\n"), split("a\n\n"));
    }

    @Test
    void onlyLowerCaseContractionsAreKnown() {
      assertEquals(List.of("I", "'ll", " I", "'", "LL"), split("I'll I'LL"));
      assertEquals(List.of("we", "'re", " we", "'", "r", "!"), split("we're we'r!"));
    }
  }

  @Nested
  @DisplayName("Edges")
  class Edges {

    @Test
    void anEmptyTextHasNoPieces() {
      assertEquals(List.of(), split(""));
    }

    @Test
    void anApostropheAtTheEndIsAPiece() {
      for (String text : List.of("'", "a'", "a'r", "a'v", "a'l", " '", " 's", "''s", "'s's")) {
        agrees(text);
      }
    }

    @Test
    void unusualSpacesAreSpaces() {
      for (String text :
          List.of(
              "a\u00a0b", "a\u00a0\u00a0b", "a\u2003 b", "\u0085x", "\u2028\u2029 x", "a\u3000")) {
        agrees(text);
      }
    }

    @Test
    void separatorsOfFilesAreNoSpaces() {
      // U+001C to U+001F and U+200B are white space to Character.isWhitespace or to the eye, not to
      // Unicode's property.
      for (String text : List.of("a\u001cb", "a \u001fb", "a\u200bb", "a\u180eb", "a\ufeffb")) {
        agrees(text);
      }
    }
  }

  @Nested
  @DisplayName("Agreement with the regular expression")
  class Agreement {

    @Test
    void theCodePointsThatStandForAllAreOfTheSameKind() {
      StringBuilder text = new StringBuilder();
      for (int codePoint = 0; codePoint < 0x110000; codePoint++) {
        if (SampleTexts.standsForOthers(codePoint)) {
          String c = Character.toString(codePoint);
          text.append("a").append(c).append(c).append("1 ").append(c).append(" '").append(c);
        }
        if (text.length() > 1000) {
          agrees(text.toString());
          text.setLength(0);
        }
      }
      agrees(text.toString());
    }

    @Test
    void randomTextHasTheSamePieces() {
      Random random = new Random(5);
      for (int round = 0; round < 500; round++) {
        agrees(SampleTexts.random(random, random.nextInt(40)));
      }
    }

    @Test
    void everyShortTextOfTheDecisiveCharactersHasTheSamePieces() {
      String decisive = "a1' \n!\u00a0sléR";
      int size = decisive.length();
      for (int number = 0; number < size * size * size * size; number++) {
        StringBuilder text = new StringBuilder();
        for (int rest = number, i = 0; i < 4; i++, rest /= size) {
          text.append(decisive.charAt(rest % size));
        }
        agrees(text.toString());
      }
    }
  }
}
