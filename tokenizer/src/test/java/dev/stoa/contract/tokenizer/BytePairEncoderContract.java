package dev.stoa.contract.tokenizer;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

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
 * Byte-pair encoding, the last of three lessons: what the encoding of one piece by a table of
 * merges must do. The table may be the one that your trainer of {@link BytePairTrainerContract}
 * learned.
 *
 * <p>Your encoder gets a table of merges and a piece of text. It takes the UTF-8 bytes of the piece
 * as ids 0 to 255. Then, of all neighbours that are a pair of the table, it replaces those whose
 * merge stands first in the table, the leftmost of them, by the id of that merge (256 for the first
 * merge, 257 for the second, ...), and begins again, until no neighbours are in the table.
 */
public abstract class BytePairEncoderContract {

  /**
   * Encodes: the code that is judged.
   *
   * @param merges the table; merge i makes id 256 + i
   * @param piece the piece, which is not to be split before merging
   * @return the ids of the piece
   */
  protected abstract int[] encode(List<Merge> merges, String piece);

  private static final int A = 'a';
  private static final int B = 'b';
  private static final int C = 'c';

  /** aa = 256, ab = 257, aaab = 258. */
  private static final List<Merge> EXAMPLE =
      List.of(new Merge(A, A), new Merge(A, B), new Merge(256, 257));

  @Nested
  @DisplayName("A worked example")
  class WorkedExample {

    /** aaabdaaabac, then Z = aa: ZabdZabac, then Y = ab: ZYdZYac, then X = ZY: XdXac. */
    @Test
    void aaabdaaabacBecomesFiveIds() {
      assertArrayEquals(new int[] {258, 'd', 258, A, C}, encode(EXAMPLE, "aaabdaaabac"));
    }

    /** abaab: ab first stands at 0, but aa comes before it in the table: ab, then aa, then b. */
    @Test
    void anotherWordIsEncodedByTheSameTable() {
      assertArrayEquals(new int[] {257, 256, B}, encode(EXAMPLE, "abaab"));
    }

    @Test
    void aPieceWithoutPairsOfTheTableStaysBytes() {
      assertArrayEquals(new int[] {'d', A, C}, encode(EXAMPLE, "dac"));
    }
  }

  @Nested
  @DisplayName("Laws")
  class Laws {

    @Test
    void theRankDecidesAndNotThePosition() {
      // In abc both ab and bc could be merged; bc stands first in the table.
      List<Merge> merges = List.of(new Merge(B, C), new Merge(A, B));
      assertArrayEquals(new int[] {A, 256}, encode(merges, "abc"));
    }

    @Test
    void theRankDecidesAndNotTheLength() {
      // bd is a token, but ab stands before it and takes its b.
      List<Merge> merges = List.of(new Merge(A, B), new Merge(256, C), new Merge(B, 'd'));
      assertArrayEquals(new int[] {256, 'd'}, encode(merges, "abd"));
      // The longest token at the beginning would be abc; but bc is merged first, and then nothing
      // fits.
      List<Merge> others = List.of(new Merge(B, C), new Merge(A, B), new Merge(257, C));
      assertArrayEquals(new int[] {A, 256}, encode(others, "abc"));
    }

    @Test
    void ofEqualPairsTheLeftmostIsMergedFirst() {
      assertArrayEquals(new int[] {256, A}, encode(List.of(new Merge(A, A)), "aaa"));
      assertArrayEquals(new int[] {256, 256, A}, encode(List.of(new Merge(A, A)), "aaaaa"));
    }

    @Test
    void mergesOfMergesAreDone() {
      List<Merge> doubling = List.of(new Merge(A, A), new Merge(256, 256), new Merge(257, 257));
      assertArrayEquals(new int[] {258, 258, 256, A}, encode(doubling, "a".repeat(19)));
    }

    @Test
    void theIdsStandForTheBytesOfThePiece() {
      Random random = new Random(3);
      List<Merge> merges = randomMerges(random, 60, 4);
      for (int round = 0; round < 50; round++) {
        String piece = randomPiece(random, 1 + random.nextInt(60), 4);
        StringBuilder text = new StringBuilder();
        for (int id : encode(merges, piece)) {
          append(text, merges, id);
        }
        assertEquals(piece, text.toString());
      }
    }

    private static void append(StringBuilder text, List<Merge> merges, int id) {
      if (id < 256) {
        text.append((char) id);
      } else {
        append(text, merges, merges.get(id - 256).left());
        append(text, merges, merges.get(id - 256).right());
      }
    }
  }

  @Nested
  @DisplayName("Edges")
  class Edges {

    @Test
    void anEmptyPieceHasNoIds() {
      assertArrayEquals(new int[0], encode(EXAMPLE, ""));
    }

    @Test
    void anEmptyTableLeavesTheBytes() {
      assertArrayEquals(new int[] {0xC3, 0xA9, A}, encode(List.of(), "éa"));
    }

    @Test
    void bytesAbove127AreMergedToo() {
      List<Merge> merges =
          List.of(new Merge(0xF0, 0x9F), new Merge(256, 0xA6), new Merge(257, 0x99));
      assertArrayEquals(new int[] {258, 258, '!'}, encode(merges, "🦙🦙!"));
    }

    @Test
    void twoThousandEqualLettersAreEncoded() {
      List<Merge> doubling = List.of(new Merge(A, A), new Merge(256, 256), new Merge(257, 257));
      int[] ids = encode(doubling, "a".repeat(2_000));
      assertEquals(250, ids.length);
      assertArrayEquals(new int[] {258, 258}, new int[] {ids[0], ids[249]});
    }
  }

  @Nested
  @DisplayName("Agreement with the definition")
  class Agreement {

    @Test
    void randomTablesAndPiecesGiveTheSameIds() {
      Random random = new Random(4);
      for (int round = 0; round < 150; round++) {
        int letters = 1 + random.nextInt(4);
        List<Merge> merges = randomMerges(random, random.nextInt(80), letters);
        compare(merges, randomPiece(random, random.nextInt(200), letters));
      }
    }

    @Test
    void aTrainedTableGivesTheSameIdsInAnyScript() {
      List<byte[]> pieces =
          SampleTexts.anyScript().stream().map(t -> t.getBytes(StandardCharsets.UTF_8)).toList();
      List<Merge> merges = NaiveBytePair.train(pieces, 100, TieRule.SMALLER_IDS);
      SampleTexts.anyScript().forEach(text -> compare(merges, text));
    }

    private void compare(List<Merge> merges, String piece) {
      assertArrayEquals(
          NaiveBytePair.encode(merges, piece.getBytes(StandardCharsets.UTF_8)),
          encode(merges, piece),
          () -> "piece '" + piece + "', merges " + merges);
    }
  }

  /**
   * A table of random pairs over the first letters and each other, in which no token is made twice.
   */
  private static List<Merge> randomMerges(Random random, int count, int letters) {
    List<Merge> merges = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      merges.add(new Merge(randomId(random, merges, letters), randomId(random, merges, letters)));
      if (NaiveBytePair.makesATokenTwice(merges)) {
        merges.removeLast();
      }
    }
    return merges;
  }

  private static int randomId(Random random, List<Merge> merges, int letters) {
    int id = random.nextInt(letters + Math.min(merges.size(), 20));
    return id < letters ? A + id : 256 + id - letters;
  }

  private static String randomPiece(Random random, int length, int letters) {
    return random
        .ints(length, A, A + letters)
        .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
        .toString();
  }
}
