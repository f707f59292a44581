package dev.stoa.tokenizer.pair;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import dev.stoa.contract.tokenizer.BytePairEncoderContract;
import dev.stoa.tokenizer.BytePairTokenizer;
import dev.stoa.tokenizer.Merge;
import dev.stoa.tokenizer.SplitPattern;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * Encoding with a merge table, where pieces are short and searched, and where they are long and
 * kept in a queue.
 */
class BytePairEncodingTest extends BytePairEncoderContract {

  @Override
  protected int[] encode(List<Merge> merges, String piece) {
    return BytePairTokenizer.fromMerges(merges, SplitPattern.NONE, List.of()).encode(piece);
  }

  @Test
  void searchAndQueueAgreeAroundTheLengthWhereTheyChange() {
    List<Merge> merges =
        List.of(new Merge('a', 'b'), new Merge('b', 'a'), new Merge(256, 256), new Merge(257, 256));
    for (int length = 40; length < 60; length++) {
      String piece = "abbabaabab".repeat(6).substring(0, length);
      // Bytes that are in no pair make the same letters part of a long piece.
      String padding = "-".repeat(60);
      int[] alone = encode(merges, piece);
      int[] within = encode(merges, padding + piece);
      int[] expected = encode(merges, padding);
      int[] both = Arrays.copyOf(expected, expected.length + alone.length);
      System.arraycopy(alone, 0, both, expected.length, alone.length);
      assertArrayEquals(both, within);
    }
  }

  @Test
  void twoHundredThousandEqualLettersAreEncoded() {
    // A search for each merge would take 10^10 steps here.
    List<Merge> merges = List.of(new Merge('a', 'a'), new Merge(256, 256));
    byte[] letters = "a".repeat(200_000).getBytes(StandardCharsets.UTF_8);
    int[] expected = new int[50_000];
    Arrays.fill(expected, 257);
    assertArrayEquals(
        expected,
        BytePairTokenizer.fromMerges(merges, SplitPattern.GPT2, List.of()).encode(letters));
  }
}
