package dev.stoa.contract.tokenizer;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.stoa.tokenizer.Merge;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/**
 * What the training of byte-level byte-pair encoding must do.
 *
 * <p>Your trainer gets pieces of text and a number of merges. It takes the UTF-8 bytes of each
 * piece as ids 0 to 255. Then it counts all pairs of neighbours within the pieces, makes the most
 * frequent pair a merge, gives it the next id (256, 257, ...), replaces the pair by it in every
 * piece, from the left, and begins again. Of equally frequent pairs the one with the smaller ids
 * wins, the left ids compared first. It ends early when no pair is left.
 */
public abstract class BytePairTrainerContract {

  /**
   * Trains: the code that is judged.
   *
   * @param pieces the pieces, each as often as it occurs
   * @param count the number of merges wanted
   * @return the merges in the order in which they were learned; merge i makes id 256 + i
   */
  protected abstract List<Merge> train(List<String> pieces, int count);

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
    void ofEquallyFrequentPairsTheSmallerIdsWin() {
      assertEquals(List.of(new Merge(A, C)), train(List.of("bc", "ca", "ac"), 1));
      assertEquals(List.of(new Merge(A, B)), train(List.of("ac", "ab"), 1));
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
      for (int round = 0; round < 200; round++) {
        compare(randomPieces(random, 1 + random.nextInt(4)), 60);
      }
    }

    @Test
    void randomTextInAnyScriptTeachesTheSameMerges() {
      Random random = new Random(8);
      List<String> pieces = new ArrayList<>();
      for (int i = 0; i < 200; i++) {
        pieces.add(SampleTexts.random(random, 1 + random.nextInt(12)));
      }
      pieces.addAll(SampleTexts.anyScript());
      compare(pieces, 80);
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

    private void compare(List<String> pieces, int count) {
      List<byte[]> bytes =
          pieces.stream().map(piece -> piece.getBytes(StandardCharsets.UTF_8)).toList();
      assertEquals(
          NaiveBytePair.train(bytes, count), train(pieces, count), () -> "pieces " + pieces);
    }
  }
}
