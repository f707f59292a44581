package dev.stoa.tokenizer;

import dev.stoa.contract.judge.FailsIn;
import dev.stoa.contract.judge.Judge;
import dev.stoa.contract.tokenizer.SampleTexts;
import dev.stoa.contract.tokenizer.TokenizerContract;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Tokenizers with the mistakes that are often made: the contract catches each. */
@DisplayName("The contract of tokenizers")
class WrongTokenizersTest {

  @TestFactory
  Stream<DynamicTest> judges() {
    return Judge.of(WrongTokenizersTest.class);
  }

  private static final BytePairTokenizer RIGHT =
      new BytePairTrainer(400).withSpecialTokens("<|endoftext|>").train(SampleTexts.anyScript());

  /** A right tokenizer, of which one thing is got wrong. */
  abstract static class Nearly extends TokenizerContract implements Tokenizer {

    @Override
    protected Tokenizer tokenizer() {
      return this;
    }

    @Override
    public int[] encode(String text, Set<String> allowedSpecial) {
      return RIGHT.encode(text, allowedSpecial);
    }

    @Override
    public Encoding encodeWithOffsets(String text, Set<String> allowedSpecial) {
      return RIGHT.encodeWithOffsets(text, allowedSpecial);
    }

    @Override
    public byte[] bytes(int id) {
      return RIGHT.bytes(id);
    }

    @Override
    public int vocabularySize() {
      return RIGHT.vocabularySize();
    }

    @Override
    public SpecialTokens specialTokens() {
      return RIGHT.specialTokens();
    }

    @Override
    public void save(Path file) throws IOException {
      RIGHT.save(file);
    }
  }

  /** The contract does not fail for a tokenizer that is right: the base of all others here. */
  static class Right extends Nearly {}

  @FailsIn("areTextWhereTheyAreNotAllowed")
  static class SpecialTokensAlwaysTaken extends Nearly {
    @Override
    public int[] encode(String text, Set<String> allowedSpecial) {
      RIGHT.encode("", allowedSpecial);
      return RIGHT.encode(text, RIGHT.specialTokens().ids().keySet());
    }
  }

  @FailsIn("areTheirIdsWhereTheyAreAllowed")
  static class SpecialTokensNeverTaken extends Nearly {
    @Override
    public int[] encode(String text, Set<String> allowedSpecial) {
      RIGHT.encode("", allowedSpecial);
      return RIGHT.encode(text);
    }
  }

  @FailsIn("thatAreUnknownAreRefusedByName")
  static class UnknownSpecialTokensIgnored extends Nearly {
    @Override
    public int[] encode(String text, Set<String> allowedSpecial) {
      Set<String> known = RIGHT.specialTokens().ids().keySet();
      return RIGHT.encode(
          text, allowedSpecial.stream().anyMatch(known::contains) ? known : Set.of());
    }
  }

  @FailsIn("encodingAddsNoSpecialTokens")
  static class EndOfTextAdded extends Nearly {
    @Override
    public int[] encode(String text, Set<String> allowedSpecial) {
      int[] ids = RIGHT.encode(text, allowedSpecial);
      int[] more = Arrays.copyOf(ids, ids.length + 1);
      more[ids.length] = RIGHT.specialTokens().endOfText().getAsInt();
      return more;
    }
  }

  @FailsIn("decodingGivesBackWhatWasEncoded")
  static class SpacesTrimmed extends Nearly {
    @Override
    public int[] encode(String text, Set<String> allowedSpecial) {
      return RIGHT.encode(text.strip(), allowedSpecial);
    }
  }

  @FailsIn("theBytesOfTheIdsAreTheTextWithAtMostASpaceBeforeIt")
  static class BytesAbove127Lost extends Nearly {
    @Override
    public byte[] bytes(int id) {
      return RIGHT.decode(id).getBytes(StandardCharsets.US_ASCII);
    }
  }

  @FailsIn("noPartHasAPieceOfACharacter")
  static class EmojiSplitInStreaming extends Nearly {
    @Override
    public StreamingDecoder streamingDecoder() {
      return new StreamingDecoder() {
        @Override
        public String next(int id) {
          return RIGHT.decode(id);
        }

        @Override
        public String finish() {
          return "";
        }
      };
    }
  }

  @FailsIn("whatIsCutOffBecomesAReplacementCharacterAtTheEnd")
  static class RestForgottenInStreaming extends Nearly {
    @Override
    public StreamingDecoder streamingDecoder() {
      StreamingDecoder decoder = RIGHT.streamingDecoder();
      return new StreamingDecoder() {
        @Override
        public String next(int id) {
          return decoder.next(id);
        }

        @Override
        public String finish() {
          decoder.finish();
          return "";
        }
      };
    }
  }

  @FailsIn("aFinishedDecoderBeginsANewText")
  static class RestKeptForTheNextText extends Nearly {
    @Override
    public StreamingDecoder streamingDecoder() {
      return new StreamingDecoder() {
        private int[] seen = {};
        private int given;

        @Override
        public String next(int id) {
          seen = Arrays.copyOf(seen, seen.length + 1);
          seen[seen.length - 1] = id;
          String all = RIGHT.decode(seen);
          String part = all.endsWith("\ufffd") ? "" : all.substring(given);
          given += part.length();
          return part;
        }

        @Override
        public String finish() {
          return RIGHT.decode(seen).substring(given);
        }
      };
    }
  }

  @FailsIn("anIdOutsideTheVocabularyIsNamedWithTheLimit")
  static class OneIdTooMany extends Nearly {
    @Override
    public byte[] bytes(int id) {
      return id == RIGHT.vocabularySize() ? new byte[0] : RIGHT.bytes(id);
    }
  }

  @FailsIn("anIdOutsideTheVocabularyIsNamedWithTheLimit")
  static class NegativeIdsLetIn extends Nearly {
    @Override
    public byte[] bytes(int id) {
      return RIGHT.bytes(Math.max(0, id));
    }
  }

  @FailsIn("anIdOutsideTheVocabularyIsNamedWithTheLimit")
  static class ErrorWithoutTheId extends Nearly {
    @Override
    public byte[] bytes(int id) {
      if (id < 0 || id >= vocabularySize()) {
        throw new IllegalArgumentException("no such token");
      }
      return RIGHT.bytes(id);
    }
  }

  @FailsIn("changingTheBytesThatCameOutChangesNothing")
  static class OwnArrayHandedOut extends Nearly {
    private static final byte[][] TOKENS = new byte[RIGHT.vocabularySize()][];

    @Override
    public byte[] bytes(int id) {
      RIGHT.bytes(id);
      TOKENS[id] = TOKENS[id] == null ? RIGHT.bytes(id) : TOKENS[id];
      return TOKENS[id];
    }
  }

  @FailsIn("aLoneSurrogateIsAQuestionMark")
  static class LoneSurrogatesDropped extends Nearly {
    @Override
    public int[] encode(String text, Set<String> allowedSpecial) {
      StringBuilder valid = new StringBuilder();
      text.codePoints()
          .filter(c -> c < Character.MIN_SURROGATE || c > Character.MAX_SURROGATE)
          .forEach(valid::appendCodePoint);
      return RIGHT.encode(valid.toString(), allowedSpecial);
    }
  }

  @FailsIn("aSavedTokenizerIsTheSameAfterLoading")
  static class SpecialTokensNotSaved extends Nearly {
    @Override
    public void save(Path file) throws IOException {
      new BytePairTrainer(399).train(SampleTexts.anyScript()).save(file);
    }
  }

  @FailsIn("savingReplacesTheFileAndLeavesNothingBesideIt")
  static class SavedWithSomethingLeftBeside extends Nearly {
    @Override
    public void save(Path file) throws IOException {
      RIGHT.save(file.resolveSibling("old"));
      RIGHT.save(file);
    }
  }
}
