package dev.stoa.tokenizer;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.stoa.contract.tokenizer.SampleTexts;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A cache never changes ids, whatever its size and however many threads encode at once. */
class CachesOfThreadsTest {

  private static final BytePairTokenizer TOKENIZER =
      new BytePairTrainer(600).train(SampleTexts.anyScript());

  /** Words from a small alphabet: many are met again, and more than the smallest cache holds. */
  private static List<String> texts() {
    Random random = new Random(12);
    List<String> texts = new ArrayList<>(SampleTexts.anyScript());
    for (int i = 0; i < 200; i++) {
      StringBuilder text = new StringBuilder();
      for (int word = 0; word < 200; word++) {
        random.ints(1 + random.nextInt(24), 'a', 'e').forEach(c -> text.append((char) c));
        text.append(random.nextBoolean() ? " " : "\u00e9 ");
      }
      texts.add(text.toString());
    }
    return texts;
  }

  @ParameterizedTest
  @ValueSource(ints = {1 << 16, 1 << 17, 1 << 24})
  void theIdsAreThoseWithoutACache(int memory) {
    List<String> texts = texts();
    BytePairTokenizer without = TOKENIZER.withCache(0);
    BytePairTokenizer with = TOKENIZER.withCache(memory);
    List<int[]> batch = with.encodeAll(texts);
    for (int i = 0; i < texts.size(); i++) {
      int[] expected = without.encode(texts.get(i));
      assertArrayEquals(expected, batch.get(i));
      assertArrayEquals(expected, with.encode(texts.get(i)));
    }
  }

  @Test
  void aCacheOfNegativeSizeIsRefused() {
    assertThrows(IllegalArgumentException.class, () -> TOKENIZER.withCache(-1));
  }
}
