package dev.stoa.contract.tokenizer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.stoa.tokenizer.Merge;
import dev.stoa.tokenizer.TieRule;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/**
 * Byte-pair encoding, the second of three lessons: what the training on bytes must do. {@link
 * BytePairStepsContract} has its single steps, {@link BytePairEncoderContract} comes next.
 *
 * <p>Your trainer gets pieces of text and a number of merges. It takes the UTF-8 bytes of each
 * piece as ids 0 to 255. Then it counts all pairs of neighbours within the pieces, makes the most
 * frequent pair a merge, gives it the next id (256, 257, ...), replaces the pair by it in every
 * piece, from the left, and begins again. Of equally frequent pairs one wins by a rule that the
 * caller names: two trainers agree only if their rules do. It ends early when no pair is left.
 */
public abstract class BytePairTrainerContract {

  /**
   * Trains: the code that is judged.
   *
   * @param pieces the pieces, each as often as it occurs
   * @param count the number of merges wanted
   * @param ties which of equally frequent pairs wins: that with the smaller ids, the left ids
   *     compared first (Hugging Face's), or that with the greater bytes, the bytes of the left
   *     tokens compared first (CS336's)
   * @return the merges in the order in which they were learned; merge i makes id 256 + i
   */
  protected abstract List<Merge> train(List<String> pieces, int count, TieRule ties);

  private List<Merge> train(List<String> pieces, int count) {
    return train(pieces, count, TieRule.SMALLER_IDS);
  }

  private static final int A = 'a';
  private static final int B = 'b';
  private static final int C = 'c';

  @Nested
  @DisplayName("A worked example")
  class WorkedExample {

    /**
     * aaabdaaabac: aa occurs 4 times, ab twice. So aa becomes 256, call it Z: ZabdZabac. Now Za and
     * ab occur twice each, and (97, 98) has smaller ids than (256, 97): ab becomes 257, call it Y:
     * ZYdZYac. Only ZY occurs twice: it becomes 258.
     */
    @Test
    void aaabdaaabacTeachesThreeMerges() {
      assertEquals(
          List.of(new Merge(A, A), new Merge(A, B), new Merge(256, 257)),
          train(List.of("aaabdaaabac"), 3));
    }

    @Test
    void theFirstMergeIsTheMostFrequentPair() {
      assertEquals(List.of(new Merge(B, C)), train(List.of("abc", "bc", "ab", "xbc"), 1));
    }
  }

  @Nested
  @DisplayName("Laws")
  class Laws {

    @Test
    void aPieceCountsAsOftenAsItOccurs() {
      // bc occurs in one piece, three times; ab in two different pieces.
      assertEquals(List.of(new Merge(B, C)), train(List.of("bc", "xab", "bc", "yab", "bc"), 1));
    }

    @Test
    void noPairReachesFromOnePieceToTheNext() {
      // b and a would be neighbours three times.
      assertEquals(List.of(new Merge(A, B)), train(List.of("ab", "ab", "ab", "ab"), 5));
    }

    @Test
    void overlappingPairsCountEach() {
      // aa occurs twice in aaa, as often as bc.
      assertEquals(List.of(new Merge(A, A)), train(List.of("aaa", "bc", "bc"), 1));
    }

    @Test
    void ofOverlappingPairsTheLeftOneIsMerged() {
      // aaa becomes Z a, and so the second merge is (Z, a).
      assertEquals(List.of(new Merge(A, A), new Merge(256, A)), train(List.of("aaa"), 2));
    }

    @Test
    void countsFollowTheMergesBefore() {
      // At first ab occurs 5 times, bc 4 times. After the merge of ab, bc occurs once, and dd
      // twice.
      assertEquals(
          List.of(new Merge(A, B), new Merge(256, C), new Merge('d', 'd')),
          train(List.of("abc", "abc", "abc", "ab", "ab", "bc", "dd", "dd"), 3));
    }

    @Test
    void moreMergesBeginWithTheFewer() {
      List<String> pieces = List.of("banana", "bandana", "ananas", "band");
      assertEquals(train(pieces, 4), train(pieces, 8).subList(0, 4));
    }
  }

  @Nested
  @DisplayName("Ties")
  class Ties {

    @Test
    void ofEquallyFrequentPairsTheSmallerIdsWin() {
      assertEquals(List.of(new Merge(A, C)), train(List.of("bc", "ca", "ac"), 1));
      assertEquals(List.of(new Merge(A, B)), train(List.of("ac", "ab"), 1));
    }

    @Test
    void orTheGreaterBytesWin() {
      assertEquals(
          List.of(new Merge(C, A)), train(List.of("bc", "ca", "ac"), 1, TieRule.GREATER_BYTES));
      assertEquals(List.of(new Merge(A, C)), train(List.of("ac", "ab"), 1, TieRule.GREATER_BYTES));
    }

    /**
     * After aa = 256, Za and ab occur twice each in ZabdZabac. By ids ab wins, (97, 98) before
     * (256, 97). By bytes Za wins, for aa is greater than a, which it begins with: ZabdZabac
     * becomes YbdYbac. Then only Yb occurs twice. Both tables encode the text in as many tokens.
     */
    @Test
    void theWorkedExampleEndsInAnotherTable() {
      assertEquals(
          List.of(new Merge(A, A), new Merge(256, A), new Merge(257, B)),
          train(List.of("aaabdaaabac"), 3, TieRule.GREATER_BYTES));
    }

    @Test
    void greaterIdsAreNotGreaterBytes() {
      // bc becomes 256; then 256 d and dd occur twice each. The greater id is 256, but of bc and d
      // the greater bytes are d.
      assertEquals(
          List.of(new Merge(B, C), new Merge('d', 'd')),
          train(List.of("bc", "bcd", "bcd", "dd", "dd"), 2, TieRule.GREATER_BYTES));
    }

    @Test
    void bytesAreNotNegative() {
      // é begins with C3, above every letter.
      assertEquals(
          List.of(new Merge(0xC3, 0xA9)), train(List.of("zz", "é"), 1, TieRule.GREATER_BYTES));
    }

    /** Source: CS336, assignment 1, section 2.4: low 5 times, lower 2, widest 3, newest 6. */
    @Test
    void theTextOfTheCourseTeachesItsMerges() {
      List<String> words = new ArrayList<>();
      words.addAll(List.of("low", "low", "low", "low", "low", "lower", "lower"));
      words.addAll(List.of("widest", "widest", "widest", "newest", "newest", "newest"));
      words.addAll(List.of("newest", "newest", "newest"));
      List<Merge> merges = train(words, 6, TieRule.GREATER_BYTES);
      assertEquals(List.of("st", "est", "ow", "low", "west", "ne"), spelled(merges));
    }
  }

  /** What each merge makes. */
  private static List<String> spelled(List<Merge> merges) {
    List<String> spelled = new ArrayList<>();
    for (int i = 0; i < merges.size(); i++) {
      spelled.add(NaiveBytePair.spelled(256 + i, merges));
    }
    return spelled;
  }

  @Nested
  @DisplayName("A table of your own")
  class OwnTable {

    private static final List<String> WORDS =
        List.of("the the the then there other mother bother the another".split(" "));

    /**
     * Pairs: th and he 10 times each, and (104, 101) is smaller than (116, 104): he first. Then t
     * he 10 times: the.
     */
    @Test
    void theMostFrequentWordBecomesOneToken() {
      List<Merge> merges = train(WORDS, 2);
      assertEquals(List.of("he", "the"), spelled(merges));
      assertEquals(1, NaiveBytePair.encode(merges, "the".getBytes(StandardCharsets.UTF_8)).length);
    }

    @Test
    void eachMergeMakesTheTextShorter() {
      List<Merge> merges = train(WORDS, 12);
      int before = Integer.MAX_VALUE;
      for (int count = 0; count <= merges.size(); count++) {
        int tokens = 0;
        for (String word : WORDS) {
          byte[] bytes = word.getBytes(StandardCharsets.UTF_8);
          tokens += NaiveBytePair.encode(merges.subList(0, count), bytes).length;
        }
        assertTrue(tokens < before, "after " + count + " merges");
        before = tokens;
      }
    }

    @Test
    void noTokenIsMadeTwice() {
      assertFalse(NaiveBytePair.makesATokenTwice(train(WORDS, 30)));
    }
  }

  @Nested
  @DisplayName("Edges")
  class Edges {

    @Test
    void trainingEndsWhenNoPairIsLeft() {
      assertEquals(List.of(new Merge(A, B)), train(List.of("ab", "c"), 100));
    }

    @Test
    void noMergesAreLearnedWhenNoneAreWanted() {
      assertEquals(List.of(), train(List.of("abab"), 0));
    }

    @Test
    void charactersBeyondAsciiAreTheirBytes() {
      // é is C3 A9 in UTF-8, the llama F0 9F A6 99.
      assertEquals(List.of(new Merge(0xC3, 0xA9)), train(List.of("é", "é"), 1));
      assertEquals(
          List.of(new Merge(0x9F, 0xA6), new Merge(0xF0, 256), new Merge(257, 0x99)),
          train(List.of("🦙"), 3));
    }
  }

  @Nested
  @DisplayName("Agreement with the definition")
  class Agreement {

    @Test
    void randomPiecesOfFewLettersTeachTheSameMerges() {
      Random random = new Random(7);
      for (int round = 0; round < 40; round++) {
        compare(randomPieces(random, 1 + random.nextInt(4)), 40, TieRule.values()[round % 2]);
      }
    }

    @Test
    void randomTextInAnyScriptTeachesTheSameMerges() {
      Random random = new Random(8);
      List<String> pieces = new ArrayList<>();
      for (int i = 0; i < 30; i++) {
        pieces.add(SampleTexts.random(random, 1 + random.nextInt(12)));
      }
      pieces.addAll(SampleTexts.anyScript());
      for (TieRule ties : TieRule.values()) {
        compare(pieces, 15, ties);
      }
    }

    private static List<String> randomPieces(Random random, int letters) {
      List<String> pieces = new ArrayList<>();
      for (int i = random.nextInt(12); i >= 0; i--) {
        StringBuilder piece = new StringBuilder();
        for (int j = random.nextInt(16); j >= 0; j--) {
          piece.append((char) ('a' + random.nextInt(letters)));
        }
        pieces.add(piece.toString());
      }
      return pieces;
    }

    private void compare(List<String> pieces, int count, TieRule ties) {
      List<byte[]> bytes =
          pieces.stream().map(piece -> piece.getBytes(StandardCharsets.UTF_8)).toList();
      assertEquals(
          NaiveBytePair.train(bytes, count, ties),
          train(pieces, count, ties),
          () -> ties + ", pieces " + pieces);
    }
  }
}
