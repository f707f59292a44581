package dev.stoa.tokenizer;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.stoa.contract.tokenizer.SampleTexts;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

/** The choices that a trainer offers. */
class BytePairTrainerTest {

  @Test
  void idsAreBytesThenMergesThenSpecialTokens() {
    BytePairTokenizer tokenizer =
        new BytePairTrainer(260)
            .withSpecialTokens("<|endoftext|>", "<s>")
            .train(List.of("aab aab"));
    assertEquals(260, tokenizer.vocabularySize());
    assertEquals(2, tokenizer.merges().size());
    assertEquals(OptionalInt.of(258), tokenizer.specialTokens().endOfText());
    assertEquals(OptionalInt.of(259), tokenizer.specialTokens().beginOfText());
    assertEquals("!", tokenizer.decode(0));
    assertEquals(" ", tokenizer.decode(220));
  }

  @Test
  void bytesMayHaveTheirValuesForIds() {
    BytePairTokenizer tokenizer =
        new BytePairTrainer(256).withByteIds(ByteIds.BYTE_VALUE).train(List.of("x"));
    assertArrayEquals(new int[] {'a', ' ', 0xC3, 0xA9}, tokenizer.encode("a é"));
  }

  /**
   * The pairs "a " and "ab" are equally frequent. A space is byte 32, before b; in GPT-2's order
   * its character is U+0120, behind b.
   */
  @Test
  void theOrderOfTheBytesDecidesTies() {
    BytePairTrainer trainer = new BytePairTrainer(257).withSplit(SplitPattern.NONE);
    List<String> texts = List.of("a ", "ab");
    assertEquals(
        List.of(new Merge('a', ' ')),
        trainer.withByteIds(ByteIds.BYTE_VALUE).train(texts).merges());
    assertEquals("ab", trainer.train(texts).decode(256));
  }

  /** ab and ba occur twice each. The smaller ids are those of ab; the greater bytes those of ba. */
  @Test
  void theTieRuleDecidesBetweenEquallyFrequentPairs() {
    BytePairTrainer trainer =
        new BytePairTrainer(257).withSplit(SplitPattern.NONE).withByteIds(ByteIds.BYTE_VALUE);
    List<String> texts = List.of("ab", "ab", "ba", "ba");
    assertEquals(List.of(new Merge('a', 'b')), trainer.train(texts).merges());
    assertEquals(
        List.of(new Merge('b', 'a')),
        trainer.withTieRule(TieRule.GREATER_BYTES).train(texts).merges());
  }

  @Test
  void noTokenReachesOverTheEndOfAPiece() {
    BytePairTokenizer tokenizer = new BytePairTrainer(2000).train(SampleTexts.anyScript());
    for (int id = 0; id < tokenizer.vocabularySize(); id++) {
      byte[] token = tokenizer.bytes(id);
      assertTrue(token.length == 1 || !tokenizer.decode(id).matches("(?s).*\\S\\s.*"));
    }
  }

  @Test
  void aSmallTextGivesASmallerVocabulary() {
    assertEquals(
        258,
        new BytePairTrainer(1000).withSpecialTokens("<s>").train(List.of("ab")).vocabularySize());
  }

  @Test
  void specialTokensInTheTextAreTakenOut() {
    List<Merge> merges =
        new BytePairTrainer(300)
            .withSpecialTokens("<|x|>")
            .withByteIds(ByteIds.BYTE_VALUE)
            .train(List.of("ab<|x|>cd<|x|><|x|>ab"))
            .merges();
    assertEquals(List.of(new Merge('a', 'b'), new Merge('c', 'd')), merges);
  }

  @Test
  void progressIsToldAfterEachMerge() {
    List<String> told = new ArrayList<>();
    new BytePairTrainer(262)
        .withSpecialTokens("<s>")
        .withProgress((done, total) -> told.add(done + "/" + total))
        .train(List.of("abcd"));
    assertEquals(List.of("1/5", "2/5", "3/5"), told);
  }

  @Test
  void anEmptyTextIsRefused() {
    BytePairTrainer trainer = new BytePairTrainer(300).withSpecialTokens("<s>");
    for (List<String> texts : List.of(List.<String>of(), List.of(""), List.of("", "<s>"))) {
      assertThrows(IllegalArgumentException.class, () -> trainer.train(texts));
    }
  }

  @Test
  void aVocabularyTooSmallForTheBytesIsRefused() {
    Exception e = assertThrows(IllegalArgumentException.class, () -> new BytePairTrainer(255));
    assertTrue(e.getMessage().contains("255") && e.getMessage().contains("256"));
    BytePairTrainer trainer = new BytePairTrainer(257);
    assertThrows(IllegalArgumentException.class, () -> trainer.withSpecialTokens("<s>", "</s>"));
    assertThrows(IllegalArgumentException.class, () -> trainer.withSpecialTokens(""));
    BytePairTrainer larger = new BytePairTrainer(300);
    assertThrows(IllegalArgumentException.class, () -> larger.withSpecialTokens("<s>", "<s>"));
  }
}
