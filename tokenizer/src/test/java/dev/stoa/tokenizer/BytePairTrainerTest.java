package dev.stoa.tokenizer;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.stoa.contract.tokenizer.SampleTexts;
import java.io.IOException;
import java.io.Reader;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** The choices that a trainer offers, and long texts. */
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
  void anEmptyTextIsRefused() throws IOException {
    BytePairTrainer trainer = new BytePairTrainer(300).withSpecialTokens("<s>");
    for (List<String> texts : List.of(List.<String>of(), List.of(""), List.of("", "<s>"))) {
      assertThrows(IllegalArgumentException.class, () -> trainer.train(texts));
    }
    assertThrows(IllegalArgumentException.class, () -> trainer.train(new StringReader("")));
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

  @Test
  void aReaderTeachesWhatTheWholeTextTeaches() throws IOException {
    // Words, long white space and special tokens, more than one chunk, given a few
    // characters at a time.
    Random random = new Random(6);
    StringBuilder text = new StringBuilder();
    while (text.length() < 1_300_000) {
      text.append(SampleTexts.random(random, 30))
          .append(random.nextInt(4) == 0 ? "\n" : " word it's ");
      text.append(random.nextInt(50) == 0 ? "<a b>" : "").append(" ".repeat(random.nextInt(4)));
    }
    BytePairTrainer trainer = new BytePairTrainer(500).withSpecialTokens("<a b>");
    assertEquals(
        trainer.train(List.of(text.toString())).merges(),
        trainer.train(new Trickle(text.toString())).merges());
  }

  @Test
  void aReaderWithNoPlaceToCutIsReadWhole() throws IOException {
    String text = "字".repeat(1_100_000) + "ab";
    BytePairTrainer trainer = new BytePairTrainer(260);
    assertEquals(
        trainer.train(List.of(text)).merges(), trainer.train(new StringReader(text)).merges());
  }

  /** Gives at most 99,991 characters at a time. */
  private static final class Trickle extends Reader {
    private final StringReader in;

    Trickle(String text) {
      in = new StringReader(text);
    }

    @Override
    public int read(char[] buffer, int offset, int length) throws IOException {
      return in.read(buffer, offset, Math.min(length, 99_991));
    }

    @Override
    public void close() {
      in.close();
    }
  }
}
