package dev.stoa.contract.tokenizer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import dev.stoa.tokenizer.Merge;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/**
 * Byte-pair encoding, the first of three lessons: one step of its training, by hand.
 *
 * <p>A text is a list of ids, at first its bytes. A step counts the pairs of neighbours, chooses
 * the most frequent pair, and replaces it by a new id wherever it stands. Write these three; {@link
 * BytePairTrainerContract} repeats them until there is a table of merges, and {@link
 * BytePairEncoderContract} uses the table on other texts.
 */
public abstract class BytePairStepsContract {

  /**
   * Counts pairs: the code that is judged.
   *
   * @param ids a text
   * @return how often each pair of neighbours stands in it; no pair with a count of 0
   */
  protected abstract Map<Merge, Integer> countPairs(List<Integer> ids);

  /**
   * Chooses a pair: the code that is judged.
   *
   * @param counts how often each pair occurs
   * @return the most frequent pair, of equally frequent ones the one with the smaller ids, the left
   *     ids compared first; null if there is none
   */
  protected abstract Merge choose(Map<Merge, Integer> counts);

  /**
   * Replaces a pair: the code that is judged.
   *
   * @param ids a text
   * @param pair the pair
   * @param merged the id that takes its place
   * @return the text in which every occurrence is replaced, from left to right; {@code ids} may be
   *     changed or not
   */
  protected abstract List<Integer> replace(List<Integer> ids, Merge pair, int merged);

  private static final int A = 'a';
  private static final int B = 'b';
  private static final int C = 'c';
  private static final int D = 'd';

  private static List<Integer> bytes(String text) {
    return new ArrayList<>(text.chars().boxed().toList());
  }

  @Nested
  @DisplayName("A worked example: aaabdaaabac")
  class WorkedExample {

    /** aa stands at 0, 1, 5 and 6; ab at 2 and 7; then bd, da, ba and ac once each. */
    @Test
    void firstThePairsAreCounted() {
      assertEquals(
          Map.of(
              new Merge(A, A), 4,
              new Merge(A, B), 2,
              new Merge(B, D), 1,
              new Merge(D, A), 1,
              new Merge(B, A), 1,
              new Merge(A, C), 1),
          countPairs(bytes("aaabdaaabac")));
    }

    @Test
    void thenTheMostFrequentIsChosen() {
      assertEquals(
          new Merge(A, A),
          choose(Map.of(new Merge(A, A), 4, new Merge(A, B), 2, new Merge(B, D), 1)));
    }

    /** Call 256 Z: aaabdaaabac becomes ZabdZabac. */
    @Test
    void thenItIsReplacedByANewId() {
      assertEquals(
          List.of(256, A, B, D, 256, A, B, A, C),
          replace(bytes("aaabdaaabac"), new Merge(A, A), 256));
    }

    /** In ZabdZabac both Za and ab stand twice: (97, 98) has smaller ids than (256, 97). */
    @Test
    void andTheNextStepBeginsWithWhatIsLeft() {
      List<Integer> left = replace(bytes("aaabdaaabac"), new Merge(A, A), 256);
      Map<Merge, Integer> counts = countPairs(left);
      assertEquals(2, counts.get(new Merge(256, A)));
      assertEquals(2, counts.get(new Merge(A, B)));
      assertEquals(new Merge(A, B), choose(counts));
    }
  }

  @Nested
  @DisplayName("Laws")
  class Laws {

    @Test
    void overlappingPairsCountEach() {
      assertEquals(Map.of(new Merge(A, A), 3), countPairs(bytes("aaaa")));
    }

    @Test
    void aPairHasAnOrder() {
      assertEquals(Map.of(new Merge(A, B), 1, new Merge(B, A), 1), countPairs(bytes("aba")));
    }

    @Test
    void ofOverlappingPairsTheLeftOneIsReplaced() {
      assertEquals(List.of(256, A), replace(bytes("aaa"), new Merge(A, A), 256));
      assertEquals(List.of(256, 256), replace(bytes("aaaa"), new Merge(A, A), 256));
    }

    @Test
    void whatIsReplacedIsNotPartOfAnotherPair() {
      // The new id may be one of the pair's in a careless loop: abab is 256 256, and no more.
      assertEquals(List.of(256, 256), replace(bytes("abab"), new Merge(A, B), 256));
    }

    @Test
    void tiesGoToTheSmallerLeftIdThenToTheSmallerRightOne() {
      assertEquals(new Merge(A, C), choose(Map.of(new Merge(B, A), 2, new Merge(A, C), 2)));
      assertEquals(new Merge(A, B), choose(Map.of(new Merge(A, C), 2, new Merge(A, B), 2)));
    }

    @Test
    void theCountsAddUpToTheNeighbours() {
      Random random = new Random(2);
      for (int length = 1; length < 40; length++) {
        List<Integer> ids = new ArrayList<>(random.ints(length, 0, 3).boxed().toList());
        int sum = countPairs(ids).values().stream().mapToInt(i -> i).sum();
        assertEquals(length - 1, sum, ids::toString);
      }
    }
  }

  @Nested
  @DisplayName("Edges")
  class Edges {

    @Test
    void oneIdHasNoPairs() {
      assertEquals(Map.of(), countPairs(bytes("a")));
      assertEquals(Map.of(), countPairs(new ArrayList<>()));
    }

    @Test
    void nothingIsChosenFromNothing() {
      assertNull(choose(Map.of()));
    }

    @Test
    void aPairThatIsNotThereReplacesNothing() {
      assertEquals(bytes("abc"), replace(bytes("abc"), new Merge(C, A), 256));
      assertEquals(List.of(), replace(new ArrayList<>(), new Merge(A, A), 256));
    }

    @Test
    void thePairAtTheEndIsReplacedToo() {
      assertEquals(List.of(C, 256), replace(bytes("cab"), new Merge(A, B), 256));
    }

    @Test
    void idsBeyond127AreComparedAsNumbers() {
      // Boxed numbers compared with == are equal up to 127 only.
      List<Integer> ids = new ArrayList<>(List.of(5000, 6000, 5000, 6000));
      assertEquals(List.of(7000, 7000), replace(ids, new Merge(5000, 6000), 7000));
    }
  }
}
