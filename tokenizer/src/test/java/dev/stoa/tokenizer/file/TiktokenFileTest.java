package dev.stoa.tokenizer.file;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.stoa.contract.tokenizer.TokenizerContract;
import dev.stoa.file.FormatException;
import dev.stoa.tokenizer.BytePairTokenizer;
import dev.stoa.tokenizer.SplitPattern;
import dev.stoa.tokenizer.Tokenizer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** OpenAI's .tiktoken file: the 256 bytes, then the tokens below. */
class TiktokenFileTest extends TokenizerContract {

  private static final String[] TOKENS = {"ab", "bc", "aa", "abc", "aaa", "bcd", " a", "é", "abcd"};
  private static final Map<String, Integer> SPECIAL = Map.of("<|endoftext|>", 270);

  private static Path file;
  private static BytePairTokenizer tokenizer;

  @BeforeAll
  static void writeTheFile(@TempDir Path folder) throws IOException {
    file = Files.write(folder.resolve("small.tiktoken"), lines(TOKENS));
    tokenizer = BytePairTokenizer.fromTiktoken(file, SplitPattern.CL100K, SPECIAL);
  }

  private static List<String> lines(String... tokens) {
    List<String> lines = new ArrayList<>();
    for (int b = 0; b < 256; b++) {
      lines.add(line(new byte[] {(byte) b}, b));
    }
    for (String token : tokens) {
      lines.add(line(token.getBytes(StandardCharsets.UTF_8), lines.size()));
    }
    return lines;
  }

  private static String line(byte[] token, int rank) {
    return Base64.getEncoder().encodeToString(token) + " " + rank;
  }

  @Override
  protected Tokenizer tokenizer() {
    return tokenizer;
  }

  /**
   * Ranks: ab 256, bc 257, aa 258, abc 259, aaa 260, bcd 261, " a" 262. "abcd" becomes ab c d, abc
   * d, and then abcd (264), which bcd, ranking higher than abc, never comes before.
   */
  @Test
  void theLowestRankIsMergedFirst() {
    assertArrayEquals(new int[] {264}, tokenizer.encode("abcd"));
    assertArrayEquals(new int[] {261}, tokenizer.encode("bcd"));
    assertArrayEquals(new int[] {256, 260}, tokenizer.encode("abaaa"));
  }

  @Test
  void idsMayBeLeftOutBeforeTheSpecialTokens() {
    assertEquals(271, tokenizer.vocabularySize());
    assertArrayEquals(new byte[0], tokenizer.bytes(266));
    assertArrayEquals(new int[] {256, 270}, tokenizer.encode("ab<|endoftext|>", SPECIAL.keySet()));
    assertEquals(Set.of("<|endoftext|>"), tokenizer.specialTokens().ids().keySet());
  }

  @Test
  void aTextBeginsWithTheTokenForThatIfThereIsOne() throws IOException {
    assertArrayEquals(new int[] {264}, tokenizer.encodeWithSpecialTokens("abcd"));
    Map<String, Integer> llama = Map.of("<|begin_of_text|>", 270, "<|end_of_text|>", 271);
    assertArrayEquals(
        new int[] {270, 264},
        BytePairTokenizer.fromTiktoken(file, SplitPattern.LLAMA3, llama)
            .encodeWithSpecialTokens("abcd"));
  }

  /**
   * The rule itself: a piece that is a token; if it is none, of all neighbours whose bytes together
   * are a token, the lowest rank.
   */
  private static List<Integer> naive(Map<String, Integer> ranks, String piece) {
    if (ranks.containsKey(piece)) {
      return List.of(ranks.get(piece));
    }
    List<String> parts = new ArrayList<>();
    for (byte b : piece.getBytes(StandardCharsets.UTF_8)) {
      parts.add(String.valueOf((char) (b & 0xFF)));
    }
    while (true) {
      int best = -1;
      for (int i = 0; i + 1 < parts.size(); i++) {
        Integer rank = ranks.get(parts.get(i) + parts.get(i + 1));
        if (rank != null && (best < 0 || rank < ranks.get(parts.get(best) + parts.get(best + 1)))) {
          best = i;
        }
      }
      if (best < 0) {
        return parts.stream().map(ranks::get).toList();
      }
      parts.set(best, parts.get(best) + parts.remove(best + 1));
    }
  }

  /** In random vocabularies tokens are made in many ways, equally early by the rule. */
  @Test
  void randomVocabulariesGiveTheIdsOfTheRule(@TempDir Path folder) throws IOException {
    Random random = new Random(2);
    for (int round = 0; round < 60; round++) {
      Set<String> tokens = new LinkedHashSet<>();
      for (int i = 0; i < 40; i++) {
        tokens.add(letters(random, 2 + random.nextInt(4)));
      }
      List<String> lines = lines(tokens.toArray(String[]::new));
      Path random40 = Files.write(folder.resolve("random"), lines);
      BytePairTokenizer encoder =
          BytePairTokenizer.fromTiktoken(random40, SplitPattern.NONE, Map.of());
      Map<String, Integer> ranks = new HashMap<>();
      for (int b = 0; b < 256; b++) {
        ranks.put(String.valueOf((char) b), b);
      }
      tokens.forEach(token -> ranks.put(token, ranks.size()));
      for (int i = 0; i < 30; i++) {
        String text = letters(random, 1 + random.nextInt(80));
        int[] expected = naive(ranks, text).stream().mapToInt(Integer::intValue).toArray();
        assertArrayEquals(expected, encoder.encode(text), () -> tokens + " for " + text);
      }
    }
  }

  private static String letters(Random random, int length) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < length; i++) {
      text.append((char) ('a' + random.nextInt(2)));
    }
    return text.toString();
  }

  @Test
  void aDamagedFileIsRefused(@TempDir Path folder) throws IOException {
    for (String last :
        List.of(
            "YWI=",
            "YWI= x",
            "YWI= -1",
            "YWI= 99999",
            "Y 256",
            " 256",
            "YWI= 256 7",
            "YWI= 12",
            "YQ== 256",
            "YWI= 99999999999")) {
      List<String> lines = lines();
      lines.add(last);
      Path damaged = Files.write(folder.resolve("damaged"), lines);
      FormatException e =
          assertThrows(
              FormatException.class,
              () -> BytePairTokenizer.fromTiktoken(damaged, SplitPattern.GPT2, Map.of()),
              last);
      assertTrue(e.getMessage().startsWith(damaged.toString()), e::getMessage);
    }
    List<String> withoutLetter = lines();
    withoutLetter.remove('a');
    Path noByte = Files.write(folder.resolve("damaged"), withoutLetter);
    assertThrows(
        FormatException.class,
        () -> BytePairTokenizer.fromTiktoken(noByte, SplitPattern.GPT2, Map.of()));
  }

  @Test
  void aSpecialTokenNeedsAnIdOfItsOwn() {
    for (int id : new int[] {-1, 256, 9_999_999}) {
      assertThrows(
          Exception.class,
          () -> BytePairTokenizer.fromTiktoken(file, SplitPattern.GPT2, Map.of("<|x|>", id)));
    }
  }
}
