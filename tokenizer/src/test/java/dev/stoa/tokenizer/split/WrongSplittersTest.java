package dev.stoa.tokenizer.split;

import dev.stoa.contract.tokenizer.Gpt2SplitContract;
import dev.stoa.tokenizer.SplitPattern;
import dev.stoa.tokenizer.testdata.ContractJudge;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Splitters with the mistakes that are often made: the contract catches each. */
class WrongSplittersTest {

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
  static class SpacesOfAsciiOnly extends ByRegex {
    private static final Pattern PATTERN = Pattern.compile(RIGHT);

    @Override
    Pattern pattern() {
      return PATTERN;
    }
  }

  static class LastSpaceNotLeft extends ByRegex {
    private static final Pattern PATTERN =
        Pattern.compile(RIGHT.replace("\\s+(?!\\S)|", ""), Pattern.UNICODE_CHARACTER_CLASS);

    @Override
    Pattern pattern() {
      return PATTERN;
    }
  }

  static class ContractionsInAnyCase extends ByRegex {
    private static final Pattern PATTERN =
        Pattern.compile(RIGHT, Pattern.UNICODE_CHARACTER_CLASS | Pattern.CASE_INSENSITIVE);

    @Override
    Pattern pattern() {
      return PATTERN;
    }
  }

  static class WithoutContractions extends ByRegex {
    private static final Pattern PATTERN =
        Pattern.compile(
            RIGHT.substring(RIGHT.indexOf(" ?\\p{L}")), Pattern.UNICODE_CHARACTER_CLASS);

    @Override
    Pattern pattern() {
      return PATTERN;
    }
  }

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

  static Stream<Arguments> wrongVersions() {
    return Stream.of(
        Arguments.of(SpacesOfAsciiOnly.class, "unusualSpacesAreSpaces"),
        Arguments.of(LastSpaceNotLeft.class, "theLastOfManySpacesBelongsToTheWord"),
        Arguments.of(ContractionsInAnyCase.class, "onlyLowerCaseContractionsAreKnown"),
        Arguments.of(WithoutContractions.class, "contractionsNumbersAndPunctuationAreApart"),
        Arguments.of(DigitsOfAsciiOnly.class, "theCodePointsThatStandForAllAreOfTheSameKind"),
        Arguments.of(
            CharsInsteadOfCodePoints.class, "theCodePointsThatStandForAllAreOfTheSameKind"),
        Arguments.of(WhiteSpaceDropped.class, "thePiecesPutTogetherAreTheText"));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("wrongVersions")
  void areCaught(Class<?> wrongVersion, String test) {
    ContractJudge.catches(wrongVersion, test);
  }

  @Test
  void theRightOneIsNotBlamed() {
    ContractJudge.accepts(Right.class);
  }
}
