package dev.stoa.tokenizer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.stoa.contract.tokenizer.SampleTexts;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What encoding allocates: arrays for the whole text, and nothing for a token. */
class EncodingMemoryTest {

  /** For the objects of a call: headers, rounding, the parts of the text. */
  private static final long CALL = 2048;

  private static final BytePairTokenizer TOKENIZER =
      new BytePairTrainer(400).train(SampleTexts.anyScript());

  /** The bytes that this thread allocates, after the cache and the scratch arrays are there. */
  private static long allocated(Runnable work) {
    work.run();
    work.run();
    long before = AllocatedBytes.ofThisThread();
    work.run();
    return AllocatedBytes.ofThisThread() - before;
  }

  /** Words that no cache has seen: ten letters and a space each. */
  private static String newWords(Random random, int count) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < count; i++) {
      random.ints(10, 'a', 'z' + 1).forEach(c -> text.append((char) c));
      text.append(' ');
    }
    return text.toString();
  }

  /**
   * The text in UTF-8; room for a third as many ids as characters, which is all that growing by
   * half lets lie about thrice; and the ids themselves.
   */
  private static long boundOfEncoding(int bytes, int ids) {
    return bytes + 4L * bytes / 3 + 3 * 4L * 3 / 2 * ids + 4L * ids + CALL;
  }

  @Test
  void encodingAllocatesArraysOfTheTextsSizeOnly() {
    Random random = new Random(5);
    String[] texts = {newWords(random, 20_000), newWords(random, 20_000), newWords(random, 20_000)};
    int[] next = {0};
    int ids = TOKENIZER.count(texts[2]);
    long allocated = allocated(() -> TOKENIZER.encode(texts[next[0]++]));
    long bound = boundOfEncoding(texts[2].length(), ids);
    assertTrue(allocated <= bound, allocated + " bytes for " + ids + " ids, at most " + bound);
  }

  @Test
  void countingAllocatesTheTextInUtf8Only() {
    Random random = new Random(6);
    String[] texts = {newWords(random, 20_000), newWords(random, 20_000), newWords(random, 20_000)};
    int[] next = {0};
    long allocated = allocated(() -> TOKENIZER.count(texts[next[0]++]));
    assertTrue(allocated <= texts[2].length() + CALL, allocated + " bytes");
  }

  /** Room for the ids that grows, and the array that is given. */
  @Test
  void noTokenizerCollectsTheIdsToCountThem() {
    String text = newWords(new Random(7), 1_000);
    String learned = newWords(new Random(8), 50);
    UnigramTokenizer unigram = new UnigramTrainer(290).train(List.of(learned));
    WordPieceTokenizer words = new WordPieceTrainer(100).train(List.of(learned));
    for (Tokenizer tokenizer : List.of(CharacterTokenizer.of(text), unigram, words, merging())) {
      String name = tokenizer.getClass().getSimpleName();
      int ids = tokenizer.encode(text).length;
      assertEquals(ids, tokenizer.count(text), name);
      long encoding = allocated(() -> tokenizer.encode(text));
      long counting = allocated(() -> tokenizer.count(text));
      assertTrue(
          counting + 2L * 4 * ids <= encoding + CALL,
          () -> name + ": " + counting + " and " + encoding + " bytes for " + ids + " ids");
    }
  }

  private static Tokenizer merging() {
    List<String> tokens = new ArrayList<>(List.of("<unk>", "<s>", "</s>", "\u2581", "\u2581a"));
    for (char c = 'a'; c <= 'z'; c++) {
      tokens.add(String.valueOf(c));
    }
    return new GgufVocabulary(
            "llama",
            Optional.empty(),
            new GgufVocabulary.Entries(tokens, new float[tokens.size()], new int[0]),
            List.of(),
            Map.of(),
            Map.of(),
            new byte[0])
        .tokenizer();
  }

  @Test
  void aShortTextCostsAFewObjects() {
    long allocated = allocated(() -> TOKENIZER.encode("a few words", Set.of()));
    assertTrue(allocated <= CALL, allocated + " bytes");
  }

  /** Room for merging a long piece is not kept, and takes a bounded number of bytes for each. */
  @Test
  void aLongPieceTakesRoomInProportion() {
    String text = "a".repeat(100_000);
    long allocated = allocated(() -> TOKENIZER.count(text));
    assertTrue(allocated <= 64L * text.length() + CALL, allocated + " bytes");
  }
}
