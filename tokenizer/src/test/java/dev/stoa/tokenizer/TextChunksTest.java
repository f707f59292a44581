package dev.stoa.tokenizer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.stoa.contract.tokenizer.SampleTexts;
import java.io.IOException;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Cutting a long text where its pieces stay the same. */
class TextChunksTest {

  private static final int WANTED = 200;

  private static List<String> chunks(String text, SplitPattern split, String... uncut)
      throws IOException {
    TextChunks chunks = new TextChunks(new StringReader(text), split, Set.of(uncut), WANTED);
    List<String> all = new ArrayList<>();
    for (String chunk = chunks.next(); chunk != null; chunk = chunks.next()) {
      all.add(chunk);
    }
    return all;
  }

  @Test
  void thePiecesOfTheChunksAreThePiecesOfTheText() throws IOException {
    Random random = new Random(2);
    StringBuilder text = new StringBuilder();
    while (text.length() < 300_000) {
      text.append(SampleTexts.random(random, 20)).append(" \n\u00a0xy's".charAt(random.nextInt(7)));
    }
    List<String> chunks = chunks(text.toString(), SplitPattern.GPT2);
    assertTrue(chunks.size() > 100);
    List<String> pieces = new ArrayList<>();
    chunks.forEach(chunk -> pieces.addAll(SplitPattern.GPT2.split(chunk)));
    assertEquals(SplitPattern.GPT2.split(text.toString()), pieces);
  }

  @Test
  void aCutIsBeforeASpaceBetweenLettersOrBehindALineFeed() throws IOException {
    String filler = "-".repeat(WANTED - 10);
    assertEquals(List.of(filler + "a", " b" + filler), chunks(filler + "a b" + filler));
    assertEquals(List.of(filler + "1\n", "b" + filler), chunks(filler + "1\nb" + filler));
    // White space before the line feed would belong to its piece.
    assertEquals(1, chunks(filler + " \nb").size());
    assertEquals(1, chunks(filler + "\u00a0\nb").size());
    assertEquals(1, chunks(filler + "1 b").size());
  }

  private static List<String> chunks(String text) throws IOException {
    return chunks(text, SplitPattern.GPT2);
  }

  @Test
  void specialTokensAreNotCut() throws IOException {
    String filler = "-".repeat(WANTED - 30);
    String text = filler + "x y <a b>" + "-".repeat(40);
    assertEquals(filler + "x y <a", chunks(text).getFirst());
    assertEquals(filler + "x", chunks(text, SplitPattern.GPT2, "<a b>").getFirst());
  }

  @Test
  void withoutSplittingTheTextIsOneChunk() throws IOException {
    String text = "a b".repeat(1_000);
    assertEquals(List.of(text), chunks(text, SplitPattern.NONE));
  }

  @Test
  void anEmptyTextHasNoChunks() throws IOException {
    assertEquals(List.of(), chunks(""));
  }
}
