package dev.stoa.tokenizer.corpus;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.stoa.contract.tokenizer.SampleTexts;
import dev.stoa.tokenizer.SplitPattern;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Cutting a long text where its pieces stay the same. */
class TextChunksTest {

  private static final int WANTED = 200;

  /** Where a wrong rule would cut. */
  private static final List<String> JOINTS =
      List.of(
          " ", "\n", "\u00a0", "x", "y's", "a\u0085\nb", "é ö", "字 字", "9\nx", ".\r\nx", "𝔘 𝔫");

  private static List<String> chunks(String text, String... uncut) throws IOException {
    return chunks(text, TextChunks.Cuts.BESIDE_LETTERS, uncut);
  }

  private static List<String> chunks(String text, TextChunks.Cuts cuts, String... uncut)
      throws IOException {
    List<byte[]> words = Stream.of(uncut).map(TextChunksTest::utf8).toList();
    TextChunks chunks = new TextChunks(new Trickle(utf8(text)), cuts, words, WANTED);
    List<String> all = new ArrayList<>();
    for (byte[] chunk = chunks.next(); chunk != null; chunk = chunks.next()) {
      all.add(new String(chunk, StandardCharsets.UTF_8));
    }
    return all;
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  /** Gives at most 97 bytes at a time, so that characters come in parts. */
  private static final class Trickle extends ByteArrayInputStream {

    Trickle(byte[] bytes) {
      super(bytes);
    }

    @Override
    public int read(byte[] buffer, int offset, int length) {
      return super.read(buffer, offset, Math.min(length, 97));
    }
  }

  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "NONE")
  void thePiecesOfTheChunksAreThePiecesOfTheText(SplitPattern split) throws IOException {
    Random random = new Random(2);
    StringBuilder text = new StringBuilder();
    while (text.length() < 100_000) {
      text.append(SampleTexts.random(random, 20)).append(JOINTS.get(random.nextInt(JOINTS.size())));
    }
    List<String> chunks = chunks(text.toString(), TextChunks.Cuts.of(split));
    assertTrue(chunks.size() > 50, chunks.size() + " chunks");
    List<String> pieces = new ArrayList<>();
    chunks.forEach(chunk -> pieces.addAll(split.split(chunk)));
    assertEquals(split.split(text.toString()), pieces);
  }

  /**
   * Lines of numbers, as of a table; among them whatever may stand before and behind a line feed.
   */
  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "NONE")
  void aTableOfNumbersIsCutBehindItsLines(SplitPattern split) throws IOException {
    Random random = new Random(3);
    StringBuilder text = new StringBuilder();
    while (text.length() < 100_000) {
      for (int row = 0; row < 10; row++) {
        text.append("%d,%d\n".formatted(random.nextInt(9999), random.nextInt(99)));
      }
      text.append(random.nextInt(99)).append(random.nextBoolean() ? "" : sign(random));
      text.append("\n".repeat(1 + random.nextInt(8) / 7));
      text.append(sign(random)).append(random.nextBoolean() ? "" : sign(random));
      text.append(random.nextInt(99)).append("/");
    }
    List<String> chunks = chunks(text.toString(), TextChunks.Cuts.of(split));
    assertTrue(chunks.size() > 300, chunks.size() + " chunks");
    List<String> pieces = new ArrayList<>();
    chunks.forEach(chunk -> pieces.addAll(split.split(chunk)));
    assertEquals(split.split(text.toString()), pieces);
  }

  /** Any character of ASCII that can be seen, or one of a few others. */
  private static String sign(Random random) {
    int c = '!' + random.nextInt('~' - '!' + 8);
    return c <= '~'
        ? String.valueOf((char) c)
        : List.of("é", "字", "\u0301", "²", "😀", "、", "\u0000").get(c - '~' - 1);
  }

  @Test
  void aCutIsBeforeASpaceBetweenLettersOrBehindALineFeed() throws IOException {
    String filler = "-".repeat(WANTED - 10);
    assertEquals(List.of(filler + "a", " b" + filler), chunks(filler + "a b" + filler));
    assertEquals(List.of(filler + "1\n", "b" + filler), chunks(filler + "1\nb" + filler));
    // White space before the line feed would belong to its piece.
    assertEquals(1, chunks(filler + " \nb" + filler).size());
    assertEquals(1, chunks(filler + "\u00a0\nb" + filler).size());
    assertEquals(1, chunks(filler + "\u0085\nb" + filler).size());
    assertEquals(1, chunks(filler + "1 b" + filler).size());
    assertEquals(List.of(filler + "1\n", "2" + filler), chunks(filler + "1\n2" + filler));
    // o200k's pattern takes slashes behind line ends, and all patterns line ends in a row.
    assertEquals(1, chunks(filler + "!\n/" + filler).size());
    assertEquals(1, chunks(filler + "1\n\n2" + filler).size());
  }

  @Test
  void specialTokensAreNotCut() throws IOException {
    String filler = "-".repeat(WANTED - 30);
    String text = filler + "x y <a b>" + "-".repeat(40);
    assertEquals(filler + "x y <a", chunks(text).getFirst());
    assertEquals(filler + "x", chunks(text, "<a b>").getFirst());
  }

  @Test
  void withoutSplittingTheTextIsOneChunk() throws IOException {
    String text = "a b".repeat(1_000);
    assertEquals(List.of(text), chunks(text, TextChunks.Cuts.NOWHERE));
  }

  @Test
  void anEmptyTextHasNoChunks() throws IOException {
    assertEquals(List.of(), chunks(""));
  }
}
