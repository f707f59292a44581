package dev.stoa.tokenizer.split;

import dev.stoa.contract.judge.FailsIn;
import dev.stoa.contract.judge.Judge;
import dev.stoa.contract.tokenizer.Gpt2SplitContract;
import dev.stoa.tokenizer.SplitPattern;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Splitters with the mistakes that are often made: the contract catches each. */
@DisplayName("The contract of the GPT-2 split")
class WrongSplittersTest {

  @TestFactory
  Stream<DynamicTest> judges() {
    return Judge.of(WrongSplittersTest.class);
  }

  private static final String RIGHT = SplitPattern.GPT2.regex();

  /** A splitter of any regular expression. */
  abstract static class ByRegex extends Gpt2SplitContract {
    abstract Pattern pattern();

    @Override
    protected List<String> split(String text) {
      return pattern().matcher(text).results().map(MatchResult::group).toList();
    }
  }

  /** Java's own \s is ASCII's. */
  @FailsIn("unusualSpacesAreSpaces")
  static class SpacesOfAsciiOnly extends ByRegex {
    private static final Pattern PATTERN = Pattern.compile(RIGHT);

    @Override
    Pattern pattern() {
      return PATTERN;
    }
  }

  @FailsIn("theLastOfManySpacesBelongsToTheWord")
  static class LastSpaceNotLeft extends ByRegex {
    private static final Pattern PATTERN =
        Pattern.compile(RIGHT.replace("\\s+(?!\\S)|", ""), Pattern.UNICODE_CHARACTER_CLASS);

    @Override
    Pattern pattern() {
      return PATTERN;
    }
  }

  @FailsIn("onlyLowerCaseContractionsAreKnown")
  static class ContractionsInAnyCase extends ByRegex {
    private static final Pattern PATTERN =
        Pattern.compile(RIGHT, Pattern.UNICODE_CHARACTER_CLASS | Pattern.CASE_INSENSITIVE);

    @Override
    Pattern pattern() {
      return PATTERN;
    }
  }

  @FailsIn("contractionsNumbersAndPunctuationAreApart")
  static class WithoutContractions extends ByRegex {
    private static final Pattern PATTERN =
        Pattern.compile(
            RIGHT.substring(RIGHT.indexOf(" ?\\p{L}")), Pattern.UNICODE_CHARACTER_CLASS);

    @Override
    Pattern pattern() {
      return PATTERN;
    }
  }

  @FailsIn("theCodePointsThatStandForAllAreOfTheSameKind")
  static class DigitsOfAsciiOnly extends ByRegex {
    private static final Pattern PATTERN =
        Pattern.compile(
            RIGHT.replace("\\p{N}+", "[0-9]+").replace("\\p{N}", "0-9"),
            Pattern.UNICODE_CHARACTER_CLASS);

    @Override
    Pattern pattern() {
      return PATTERN;
    }
  }

  /** Splits between chars: a character above U+FFFF is two of them, and neither is a letter. */
  @FailsIn("theCodePointsThatStandForAllAreOfTheSameKind")
  static class CharsInsteadOfCodePoints extends Gpt2SplitContract {
    @Override
    protected List<String> split(String text) {
      StringBuilder hidden = new StringBuilder();
      text.chars()
          .forEach(c -> hidden.append(Character.isSurrogate((char) c) ? '\ufffd' : (char) c));
      int[] at = {0};
      return SplitPattern.GPT2.split(hidden.toString()).stream()
          .map(piece -> text.substring(at[0], at[0] += piece.length()))
          .toList();
    }
  }

  /** Punctuation, digits and words are apart, but white space is dropped. */
  @FailsIn("thePiecesPutTogetherAreTheText")
  static class WhiteSpaceDropped extends Gpt2SplitContract {
    @Override
    protected List<String> split(String text) {
      return SplitPattern.GPT2.split(text).stream().filter(piece -> !piece.isBlank()).toList();
    }
  }

  static class Right extends ByRegex {
    private static final Pattern PATTERN = Pattern.compile(RIGHT, Pattern.UNICODE_CHARACTER_CLASS);

    @Override
    Pattern pattern() {
      return PATTERN;
    }
  }
}
