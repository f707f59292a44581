package dev.stoa.tokenizer.corpus;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.stoa.tokenizer.Merge;
import dev.stoa.tokenizer.SplitPattern;
import dev.stoa.tokenizer.pair.ByteSymbols;
import dev.stoa.tokenizer.pair.MergeLearner;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Pieces that are more, or more frequent, than usual numbers hold. */
class PieceCountingTest {

  @ParameterizedTest
  @ValueSource(ints = {1, 3})
  void moreDistinctPiecesThanMemoryHoldsAreOneError(int threads) {
    // 40,000 distinct words of about 6 bytes each.
    PieceCounting.Splitter split = (text, counts) -> counts.addText(text, SplitPattern.GPT2);
    Exception e =
        assertThrows(
            IllegalArgumentException.class,
            () -> {
              try (PieceCounting counting = new PieceCounting(split, threads, 100_000)) {
                for (int i = 0; i < 40_000; i++) {
                  counting.add((" " + i).getBytes(StandardCharsets.UTF_8));
                }
                counting.finish();
              }
            });
    assertTrue(e.getMessage().contains("too many distinct pieces"), e::getMessage);
  }

  @Test
  void memoryThatEndsWhileLearningIsTheSameError() {
    PieceCounts pieces = new PieceCounts();
    pieces.add(new byte[] {'a', 'b'});
    Exception e =
        assertThrows(
            IllegalArgumentException.class,
            () ->
                Corpus.learn(
                    pieces,
                    () -> {
                      throw new OutOfMemoryError("for the test");
                    }));
    assertTrue(e.getMessage().contains("too many distinct pieces"), e::getMessage);
  }

  @Test
  void aFaultInATextEndsTheTraining() {
    PieceCounting.Splitter split =
        (text, counts) -> {
          throw new IllegalStateException("fault");
        };
    try (PieceCounting counting = new PieceCounting(split, 2, 100)) {
      counting.add(new byte[10]);
      assertThrows(IllegalStateException.class, counting::finish);
    }
  }

  @Test
  void countsGoBeyondAnInt() {
    // ab 2^33 times, cd 2^33 + 1 times, ef twice: as ints 0, 1 and 2.
    PieceCounts pieces = new PieceCounts();
    pieces.add(new byte[] {'a', 'b'});
    pieces.add(new byte[] {'c', 'd'});
    for (int i = 0; i < 33; i++) {
      PieceCounts same = new PieceCounts();
      same.addAll(pieces);
      pieces.addAll(same);
    }
    pieces.add(new byte[] {'c', 'd'});
    for (int i = 0; i < 2; i++) {
      pieces.add(new byte[] {'e', 'f'});
    }
    assertEquals((1L << 33) + 1, pieces.count(1));
    ByteSymbols bytes = new ByteSymbols(IntStream.range(0, 256).toArray());
    MergeLearner learner = new MergeLearner(pieces, bytes, (pair, other, tokens) -> pair < other);
    for (int i = 0; i < 3; i++) {
      learner.learn();
    }
    assertEquals(
        List.of(new Merge('c', 'd'), new Merge('a', 'b'), new Merge('e', 'f')), learner.merges());
  }
}
