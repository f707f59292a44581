package dev.stoa.tokenizer.piece;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.stoa.contract.tokenizer.SampleTexts;
import dev.stoa.tokenizer.Tokenizer;
import dev.stoa.tokenizer.UnigramTokenizer;
import dev.stoa.tokenizer.UnigramTrainer;
import dev.stoa.tokenizer.corpus.PieceCounts;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Unigram vocabularies learned by expectation and maximization. */
class UnigramTrainerTest {

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static UnigramTrainer withoutBytes(int size) {
    return new UnigramTrainer(size, false, List.of("<unk>"), 2, (done, total) -> {});
  }

  private static UnigramModel model(List<String> pieces, double... counts) {
    List<byte[]> bytes = pieces.stream().map(UnigramTrainerTest::utf8).toList();
    int characters = (int) pieces.stream().filter(piece -> piece.length() == 1).count();
    return UnigramModel.ofCounts(bytes, counts, characters);
  }

  private static UnigramWords words(String... texts) {
    PieceCounts counts = new PieceCounts();
    for (String text : texts) {
      UnigramWords.count(utf8(text), counts);
    }
    return UnigramWords.of(counts, 1000);
  }

  /**
   * With a 1/2, b 1/4 and ab 1/4 the word ab is a b with 1/8 and ab with 1/4: 3/8 in all, of which
   * a b has a third.
   */
  @Test
  void aWorkedExpectation() {
    UnigramModel model = model(List.of("a", "b", "ab"), 2, 1, 1);
    double[] counts = new double[3];
    double likelihood = model.new Lattice().addExpected(utf8("ab"), 3, counts);
    assertArrayEquals(new double[] {1, 1, 2}, counts, 1e-12);
    assertEquals(3 * Math.log(3.0 / 8), likelihood, 1e-12);
  }

  /** Without ab, its best other way is a b, with 1/8. */
  @Test
  void theBestOtherWayLeavesThePieceOut() {
    UnigramModel.Lattice lattice = model(List.of("a", "b", "ab"), 2, 1, 1).new Lattice();
    assertEquals(Math.log(1.0 / 8), lattice.bestWithout(2), 1e-12);
    assertEquals(Double.NEGATIVE_INFINITY, lattice.bestWithout(0));
  }

  /** All ways to cut a word, one by one: the definition. */
  private static double naive(
      UnigramModel model, String rest, List<Integer> way, double probability, double[] sums) {
    if (rest.isEmpty()) {
      way.forEach(piece -> sums[piece] += probability);
      return probability;
    }
    double all = 0;
    for (int end = 1; end <= rest.length(); end++) {
      byte[] piece = utf8(rest.substring(0, end));
      int id = model.pieces().find(piece, 0, piece.length);
      if (id >= 0) {
        way.add(id);
        all +=
            naive(
                model, rest.substring(end), way, probability * Math.exp(model.scores()[id]), sums);
        way.removeLast();
      }
    }
    return all;
  }

  @Test
  void expectationsAreThoseOverAllWaysToCut() {
    Random random = new Random(4);
    for (int round = 0; round < 50; round++) {
      Set<String> pieces = new HashSet<>(List.of("a", "b", "é"));
      List<String> letters = List.of("a", "b", "é");
      while (pieces.size() < 12) {
        StringBuilder piece = new StringBuilder();
        for (int i = random.nextInt(4); i >= 0; i--) {
          piece.append(letters.get(random.nextInt(3)));
        }
        pieces.add(piece.toString());
      }
      List<String> ordered = new ArrayList<>(letters);
      pieces.stream().filter(piece -> piece.length() > 1).sorted().forEach(ordered::add);
      UnigramModel model = model(ordered, random.doubles(ordered.size(), 0.1, 2).toArray());
      StringBuilder word = new StringBuilder();
      for (int i = random.nextInt(8); i >= 0; i--) {
        word.append(letters.get(random.nextInt(3)));
      }
      double[] sums = new double[ordered.size()];
      double all = naive(model, word.toString(), new ArrayList<>(), 1, sums);
      double[] counts = new double[ordered.size()];
      double likelihood = model.new Lattice().addExpected(utf8(word.toString()), 1, counts);
      assertEquals(Math.log(all), likelihood, 1e-9);
      for (int piece = 0; piece < sums.length; piece++) {
        assertEquals(sums[piece] / all, counts[piece], 1e-9);
      }
    }
  }

  @Test
  void noStepLowersTheLikelihood() {
    UnigramWords words = words(String.join(" ", SampleTexts.anyScript()).repeat(2));
    UnigramModel model = UnigramSeeds.model(words, 500);
    try (UnigramLearner learner = new UnigramLearner(words, 1)) {
      double before = learner.expected(model).logLikelihood();
      for (int step = 0; step < 8; step++) {
        model = model.withCounts(learner.expected(model).counts());
        double now = learner.expected(model).logLikelihood();
        assertTrue(now >= before - 1e-9 * Math.abs(before), before + " then " + now);
        before = now;
      }
    }
  }

  /** Sentences of words without spaces between them. */
  private static List<String> planted(Random random) {
    List<String> words = List.of("katze", "hund", "vogel", "baum", "schnell", "rennt");
    List<String> texts = new ArrayList<>();
    for (int i = 0; i < 150; i++) {
      StringBuilder text = new StringBuilder();
      for (int j = 0; j < 4; j++) {
        text.append(words.get(random.nextInt(words.size())));
      }
      texts.add(text.toString());
    }
    return texts;
  }

  @Test
  void plantedWordsBecomePieces() {
    List<String> texts = planted(new Random(9));
    UnigramTokenizer tokenizer = withoutBytes(26).train(texts);
    Set<String> spelled = new HashSet<>();
    for (int id : tokenizer.encode("hundkatzerenntschnellbaumvogel")) {
      spelled.add(new String(tokenizer.bytes(id), StandardCharsets.UTF_8).strip());
    }
    assertEquals(
        Set.of("hund", "katze", "rennt", "schnell", "baum", "vogel"), withoutEmpty(spelled));
  }

  private static Set<String> withoutEmpty(Set<String> pieces) {
    pieces.remove("");
    return pieces;
  }

  @Test
  void theSizeIsTheOneAskedFor() {
    List<String> texts = planted(new Random(9));
    for (int size : new int[] {26, 40, 60}) {
      assertEquals(size, withoutBytes(size).train(texts).vocabularySize());
    }
    assertEquals(300, new UnigramTrainer(300).train(texts).vocabularySize());
    assertEquals(40, new UnigramTrainer(40).withoutBytes().train(texts).vocabularySize());
  }

  @Test
  void everyCharacterOfTheTextIsAPiece() {
    UnigramTokenizer tokenizer = withoutBytes(40).train(List.of("abc abc abc xyz, Größe! 字"));
    String text = "zGc,ßböya!e字";
    assertEquals(text, tokenizer.decode(tokenizer.encode(text)));
  }

  @Test
  void bytesStandInForWhatWasNotSeen() {
    UnigramTokenizer tokenizer = new UnigramTrainer(280).train(List.of("a text of few letters"));
    String text = "🦙 and λ\n\tindented   text";
    assertEquals(text, tokenizer.decode(tokenizer.encode(text)));
  }

  @Test
  void noPieceReachesFromOneWordIntoTheNext() {
    UnigramTokenizer tokenizer =
        new UnigramTrainer(330).train(List.of("in the end of the day\n".repeat(30)));
    for (int id = 259; id < tokenizer.vocabularySize(); id++) {
      String piece = new String(tokenizer.bytes(id), StandardCharsets.UTF_8);
      assertTrue(piece.length() == 1 || !piece.matches("(?s).*[^ ] .*|.+\n.*"), piece);
    }
  }

  @Test
  void theResultIsTheSameForAnyNumberOfThreadsAndForFiles(@TempDir Path folder) throws IOException {
    String text =
        String.join(" ", SampleTexts.anyScript()) + " word it's\nAnother line ".repeat(99);
    Path file = Files.writeString(folder.resolve("text"), text);
    byte[] expected = null;
    for (int threads = 1; threads <= 3; threads++) {
      Path out = folder.resolve("tokenizer.json");
      new UnigramTrainer(700).withThreads(threads).trainOnFiles(List.of(file)).save(out);
      byte[] saved = Files.readAllBytes(out);
      assertArrayEquals(expected == null ? saved : expected, saved);
      expected = saved;
    }
    Path out = folder.resolve("other.json");
    new UnigramTrainer(700).train(List.of(text)).save(out);
    assertArrayEquals(expected, Files.readAllBytes(out));
    Tokenizer loaded = Tokenizer.load(out);
    assertEquals("word it's", loaded.decode(loaded.encode("word it's")));
  }

  @Test
  void theStringsToBeginWithAreThoseThatOccurTwice() {
    // With the space before it ab occurs three times, abc once: no string has the c.
    UnigramWords words = words("ab", "abc", "ab");
    UnigramModel seeds = UnigramSeeds.model(words, 100);
    Set<String> pieces = new HashSet<>();
    for (int piece = 0; piece < seeds.pieces().size(); piece++) {
      pieces.add(new String(seeds.pieces().bytes(piece), StandardCharsets.UTF_8));
    }
    assertEquals(Set.of(" ", "a", "b", "c", " a", "ab", " ab"), pieces);
  }

  @Test
  void impossibleVocabulariesAreRefused() {
    UnigramTrainer withoutRoom = new UnigramTrainer(259);
    assertThrows(IllegalArgumentException.class, () -> withoutRoom.train(List.of("a")));
    UnigramTrainer withoutBytes = new UnigramTrainer(3).withoutBytes();
    assertThrows(IllegalArgumentException.class, () -> withoutBytes.train(List.of("a")));
    assertThrows(
        IllegalArgumentException.class, () -> new UnigramTrainer(300).withSpecialTokens(List.of()));
    assertThrows(
        IllegalArgumentException.class,
        () -> new UnigramTrainer(300).withSpecialTokens(List.of("a", "a")));
    assertThrows(IllegalArgumentException.class, () -> new UnigramTrainer(300).train(List.of("")));
  }
}
