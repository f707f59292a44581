package dev.stoa.tokenizer;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.stoa.contract.tokenizer.SampleTexts;
import dev.stoa.contract.tokenizer.TokenizerContract;
import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/**
 * A byte-pair tokenizer trained on the sample texts, with special tokens of which one begins the
 * other.
 */
class BytePairTokenizerTest extends TokenizerContract {

  private static final BytePairTokenizer TRAINED =
      new BytePairTrainer(600)
          .withSpecialTokens("<|endoftext|>", "<|end", "[CLS]")
          .train(SampleTexts.anyScript());

  private static final Merge AA = new Merge('a', 'a');
  private static final Merge AB = new Merge('a', 'b');

  @Override
  protected Tokenizer tokenizer() {
    return TRAINED;
  }

  @Test
  void theLongestSpecialTokenAtAPlaceIsTaken() {
    Set<String> all = TRAINED.specialTokens().ids().keySet();
    int endOfText = TRAINED.specialTokens().ids().get("<|endoftext|>");
    int end = TRAINED.specialTokens().ids().get("<|end");
    int[] bar = TRAINED.encode("|>");
    assertArrayEquals(new int[] {endOfText, end}, TRAINED.encode("<|endoftext|><|end", all));
    assertEquals(end, TRAINED.encode("<|endo", all)[0]);
    assertEquals(end, TRAINED.encode("<|endoftext|>", Set.of("<|end"))[0]);
    assertEquals(end, TRAINED.encode("[CLS]<|end", all)[1]);
    assertEquals(end, TRAINED.encode("<|end[CLS]", all)[0]);
    assertEquals(1 + bar.length, TRAINED.encode("<|end|>", Set.of("<|end", "[CLS]")).length);
  }

  @Test
  void anyBytesComeBack() {
    Random random = new Random(1);
    for (int round = 0; round < 500; round++) {
      byte[] bytes = new byte[random.nextInt(70)];
      random.nextBytes(bytes);
      ByteArrayOutputStream back = new ByteArrayOutputStream();
      Arrays.stream(TRAINED.encode(bytes)).forEach(id -> back.writeBytes(TRAINED.bytes(id)));
      assertArrayEquals(bytes, back.toByteArray());
    }
  }

  @Test
  void theCacheOfPiecesChangesNothing() {
    String text = String.join(" ", SampleTexts.anyScript()).repeat(3);
    BytePairTokenizer fresh =
        new BytePairTrainer(600)
            .withSpecialTokens("<|endoftext|>", "<|end", "[CLS]")
            .train(SampleTexts.anyScript());
    int[] first = fresh.encode(text);
    assertArrayEquals(first, fresh.encode(text));
    assertArrayEquals(first, TRAINED.encode(text));
  }

  @Test
  void aMergeMayOnlyUseIdsThatAreThere() {
    Exception e = fails(List.of(AA, new Merge(258, 'a')));
    assertTrue(e.getMessage().contains("merge 1") && e.getMessage().contains("0 to 256"));
    // A cycle: each of two merges uses what the other makes.
    fails(List.of(new Merge(257, 'a'), new Merge(256, 'a')));
  }

  @Test
  void aTokenIsMadeByOneMergeOnly() {
    assertTrue(fails(List.of(AA, AA)).getMessage().contains("merges 0 and 1"));
    List<Merge> twoWays = List.of(AA, AB, new Merge(256, 'b'), new Merge('a', 257));
    assertTrue(fails(twoWays).getMessage().contains("merges 2 and 3"));
  }

  private static Exception fails(List<Merge> merges) {
    return assertThrows(
        IllegalArgumentException.class,
        () -> BytePairTokenizer.fromMerges(merges, SplitPattern.NONE, List.of()));
  }

  @Test
  void specialTokensAreNamedOnce() {
    Exception e =
        assertThrows(
            IllegalArgumentException.class,
            () ->
                BytePairTokenizer.fromMerges(
                    List.of(AA), SplitPattern.NONE, List.of("<s>", "<s>")));
    assertTrue(e.getMessage().contains("'<s>'"));
  }

  @Test
  void idsOfAMergeAreNotNegative() {
    assertThrows(IllegalArgumentException.class, () -> new Merge(-1, 3));
    assertThrows(IllegalArgumentException.class, () -> new Merge(3, -1));
  }

  @Test
  void mergesAndSplitAreWhatWasGiven() {
    BytePairTokenizer tokenizer =
        BytePairTokenizer.fromMerges(List.of(AA, AB), SplitPattern.NONE, List.of("<s>"));
    assertEquals(List.of(AA, AB), tokenizer.merges());
    assertEquals(SplitPattern.NONE, tokenizer.split());
    assertEquals(259, tokenizer.vocabularySize());
    assertEquals(258, tokenizer.specialTokens().beginOfText().getAsInt());
  }
}
