package dev.stoa.tokenizer;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.stoa.contract.tokenizer.SampleTexts;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** WordPiece vocabularies learned by merging. */
class WordPieceTrainerTest {

  private static final List<String> UNKNOWN = List.of("[UNK]");

  private static WordPieceTrainer trainer(int size) {
    return new WordPieceTrainer(size, true, true, UNKNOWN, 2, (done, total) -> {});
  }

  /** hug 10 times, pug 5, pun 12, bun 4, hugs 5. */
  private static String words() {
    return "hug ".repeat(10)
        + "pug ".repeat(5)
        + "pun ".repeat(12)
        + "bun ".repeat(4)
        + "hugs ".repeat(5);
  }

  /**
   * The characters: b h p, then ##g ##n ##s ##u. Then ##u ##g 20 times, ##u ##n 16, h ##ug 15, p
   * ##un 12, and of p ##ug and hug ##s, 5 times each, the one with the smaller ids: p, 3, before
   * hug, 10.
   */
  @Test
  void aWorkedExample() {
    assertEquals(
        List.of(
            "[UNK]", "b", "h", "p", "##g", "##n", "##s", "##u", "##ug", "##un", "hug", "pun", "pug",
            "hugs"),
        trainer(14).train(List.of(words())).tokens());
  }

  @Test
  void theLearnedPiecesEncodeTheWords() {
    WordPieceTokenizer tokenizer = trainer(14).train(List.of(words()));
    assertArrayEquals(new int[] {13, 1, 8, 0}, tokenizer.encode("hugs bug hat"));
  }

  @Test
  void trainingEndsWhenEveryWordIsAToken() {
    WordPieceTokenizer tokenizer = trainer(1000).train(List.of(words()));
    assertArrayEquals(new int[] {13}, tokenizer.encode("hugs"));
    assertEquals(1, tokenizer.encode("bun").length);
    assertEquals(15, tokenizer.vocabularySize());
  }

  @Test
  void capitalsAndAccentsAreDroppedUnlessCased() {
    List<String> texts = List.of("Élan élan elan");
    assertEquals(List.of("[UNK]", "e", "##a", "##l", "##n"), trainer(5).train(texts).tokens());
    assertEquals(
        List.of("[UNK]", "e", "É", "é", "##a", "##l", "##n"),
        trainer(7).cased().train(texts).tokens());
  }

  @Test
  void wordsWithCharactersForWhichThereIsNoRoomAreLeftOut() {
    // z and ##q occur once: of five symbols the four of abab are kept, and zq teaches nothing.
    WordPieceTokenizer tokenizer = trainer(6).train(List.of("abab abab ba zq"));
    assertEquals(6, tokenizer.vocabularySize());
    assertFalse(tokenizer.tokens().contains("zq"));
    assertArrayEquals(new int[] {0}, tokenizer.encode("zq"));
  }

  @Test
  void aWordLikeASpecialTokenIsNotASecondToken() {
    WordPieceTokenizer tokenizer =
        trainer(20).withSpecialTokens(List.of("[UNK]", "mask")).train(List.of("mask mask masks"));
    assertEquals(1, tokenizer.tokens().stream().filter("mask"::equals).count());
  }

  @Test
  void bertsSpecialTokensComeFirst() {
    WordPieceTokenizer tokenizer = new WordPieceTrainer(30).train(List.of(words()));
    assertEquals(WordPieceTrainer.BERT_TOKENS, tokenizer.tokens().subList(0, 5));
  }

  @Test
  void theResultIsTheSameForAnyNumberOfThreadsAndForFiles(@TempDir Path folder) throws IOException {
    Random random = new Random(3);
    StringBuilder text = new StringBuilder();
    while (text.length() < 60_000) {
      text.append("word".repeat(random.nextInt(3))).append((char) ('a' + random.nextInt(26)));
      text.append("ab".repeat(random.nextInt(4))).append(random.nextInt(9) == 0 ? "\n" : " ");
    }
    // Several chunks, cut at other places of it each time.
    Path file = Files.writeString(folder.resolve("text"), text.toString().repeat(20));
    List<String> expected = trainer(200).withThreads(1).trainOnFiles(List.of(file)).tokens();
    assertEquals(expected, trainer(200).withThreads(3).trainOnFiles(List.of(file)).tokens());
    assertEquals(expected, trainer(200).train(List.of(text.toString().repeat(20))).tokens());
  }

  @Test
  void whatIsTrainedIsSavedAndLoaded(@TempDir Path folder) throws IOException {
    WordPieceTokenizer tokenizer = new WordPieceTrainer(40).train(SampleTexts.anyScript());
    Path file = folder.resolve("tokenizer.json");
    tokenizer.save(file);
    Tokenizer loaded = Tokenizer.load(file);
    for (String text : SampleTexts.anyScript()) {
      assertArrayEquals(tokenizer.encode(text), loaded.encode(text));
    }
  }

  @Test
  void impossibleVocabulariesAreRefused() {
    assertThrows(IllegalArgumentException.class, () -> new WordPieceTrainer(5));
    WordPieceTrainer trainer = new WordPieceTrainer(100);
    for (List<String> names : List.of(List.of("[CLS]"), List.of("[UNK]", ""), List.<String>of())) {
      assertThrows(IllegalArgumentException.class, () -> trainer.withSpecialTokens(names));
    }
    assertThrows(IllegalArgumentException.class, () -> trainer.train(List.of(" \n ")));
  }

  /** Counts all pairs anew for each merge, over lists of strings. */
  private static List<String> naive(List<String> words, int size) {
    List<List<String>> rows = new ArrayList<>();
    TreeMap<String, Integer> beginning = new TreeMap<>();
    TreeMap<String, Integer> continuing = new TreeMap<>();
    for (String word : words) {
      List<String> row = new ArrayList<>();
      for (String letter : word.split("")) {
        row.add(row.isEmpty() ? letter : "##" + letter);
        (row.size() == 1 ? beginning : continuing).put(row.getLast(), 0);
      }
      rows.add(row);
    }
    List<String> tokens = new ArrayList<>(UNKNOWN);
    tokens.addAll(beginning.keySet());
    tokens.addAll(continuing.keySet());
    while (tokens.size() < size) {
      Map<List<String>, Integer> counts = new TreeMap<>((a, b) -> compare(tokens, a, b));
      for (List<String> row : rows) {
        for (int i = 0; i + 1 < row.size(); i++) {
          counts.merge(List.of(row.get(i), row.get(i + 1)), 1, Integer::sum);
        }
      }
      if (counts.isEmpty()) {
        break;
      }
      int most = counts.values().stream().mapToInt(i -> i).max().orElseThrow();
      List<String> best =
          counts.keySet().stream()
              .filter(pair -> counts.get(pair) == most)
              .findFirst()
              .orElseThrow();
      String joined = best.get(0) + best.get(1).substring(2);
      tokens.add(joined);
      for (List<String> row : rows) {
        for (int i = 0; i + 1 < row.size(); i++) {
          if (row.subList(i, i + 2).equals(best)) {
            row.set(i, joined);
            row.remove(i + 1);
          }
        }
      }
    }
    return tokens;
  }

  private static int compare(List<String> tokens, List<String> one, List<String> other) {
    int left = Integer.compare(tokens.indexOf(one.get(0)), tokens.indexOf(other.get(0)));
    return left != 0
        ? left
        : Integer.compare(tokens.indexOf(one.get(1)), tokens.indexOf(other.get(1)));
  }

  @Test
  void randomWordsTeachWhatTheDefinitionSays() {
    Random random = new Random(5);
    for (int round = 0; round < 40; round++) {
      List<String> words = new ArrayList<>();
      for (int i = 0; i < 12; i++) {
        StringBuilder word = new StringBuilder();
        for (int j = random.nextInt(9); j >= 0; j--) {
          word.append((char) ('a' + random.nextInt(3)));
        }
        words.add(word.toString());
      }
      assertEquals(naive(words, 25), trainer(25).train(words).tokens(), words::toString);
    }
  }

  @Test
  void longWordsAreLeftOut() {
    WordPieceTokenizer tokenizer = trainer(10).train(List.of("x".repeat(101), "y".repeat(100)));
    assertFalse(tokenizer.tokens().contains("x"));
    assertTrue(tokenizer.tokens().contains("y"));
    assertEquals(100, "y".repeat(100).getBytes(StandardCharsets.UTF_8).length);
  }
}
