package dev.stoa.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.stoa.cli.task.Interruption;
import dev.stoa.tokenizer.BytePairTokenizer;
import dev.stoa.tokenizer.SplitPattern;
import dev.stoa.tokenizer.Tokenizer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("stoa tokenizer train")
class TokenizerTrainTest {
  @TempDir Path folder;
  private Path text;
  private Path out;

  @BeforeEach
  void writeText() throws IOException {
    text = folder.resolve("text.txt");
    out = folder.resolve("tokenizer.json");
    Files.writeString(text, "the cat sat on the mat, the dog sat on the log 12345.\n".repeat(20));
  }

  private Outcome train(String... more) {
    List<String> arguments = new ArrayList<>(List.of("tokenizer", "train"));
    arguments.addAll(List.of("--text", text.toString(), "--out", out.toString()));
    arguments.addAll(List.of(more));
    return Outcome.of(arguments.toArray(String[]::new));
  }

  @Test
  @DisplayName("names in its help every split that it knows")
  void namesEverySplit() {
    String help = Outcome.of("tokenizer", "train", "--help").requireSuccess().out();
    List<String> words = List.of(help.split("[^a-z0-9_]+"));
    for (SplitPattern split : SplitPattern.values()) {
      assertTrue(words.contains(split.name().toLowerCase(Locale.ROOT)), split + " in " + help);
    }
  }

  private void requireOnly(Path... files) throws IOException {
    try (Stream<Path> found = Files.list(folder)) {
      assertEquals(List.of(files), found.sorted().toList());
    }
  }

  @Test
  @DisplayName("writes a tokenizer, and one line for programs on stdout")
  void writesATokenizer() throws IOException {
    Outcome trained = train("--size", "275", "--special", "<|endoftext|>").requireSuccess();
    assertTrue(
        trained
            .out()
            .matches(
                "tokenizer: model=bpe vocabulary_size=275 text_bytes=1080 seconds=\\d+\\.\\d\n"),
        trained.out());
    assertTrue(trained.err().contains("reading 1.1 kB"), trained.err());
    assertTrue(trained.err().contains("18/18"), "progress without a terminal: " + trained.err());
    assertTrue(trained.err().contains("written: " + out), trained.err());
    Tokenizer tokenizer = Tokenizer.load(out);
    assertEquals(275, tokenizer.vocabularySize());
    assertEquals(274, tokenizer.specialTokens().endOfText().orElseThrow());
    assertEquals("the mat", tokenizer.decode(tokenizer.encode("the mat")));
    requireOnly(text, out);
  }

  @Test
  @DisplayName("takes several texts, a split pattern, a tie rule and a number of threads")
  void takesFlags() throws IOException {
    Path second = folder.resolve("second.txt");
    Files.writeString(second, "zzzz zzzz");
    String[] flags = {"--size", "300", "--split", "cl100k", "--tie-rule", "greater-bytes"};
    train(flags).requireSuccess();
    BytePairTokenizer tokenizer = (BytePairTokenizer) Tokenizer.load(out);
    assertEquals(SplitPattern.CL100K, tokenizer.split());
    byte[] first = Files.readAllBytes(out);
    Outcome.of(
            ("tokenizer train --text %s %s --size 300 --split CL100K --tie-rule greater_bytes"
                    + " --threads 3 --out %s")
                .formatted(text, second, out)
                .split(" "))
        .requireSuccess();
    assertFalse(java.util.Arrays.equals(first, Files.readAllBytes(out)), "the second text counts");
  }

  @ParameterizedTest
  @CsvSource({"wordpiece, 40, WordPieceTokenizer", "unigram, 290, UnigramTokenizer"})
  @DisplayName("learns other models too")
  void otherModels(String model, int size, String kind) throws IOException {
    Outcome trained =
        train("--size", size + "", "--model", model, "--special", "<x>").requireSuccess();
    assertTrue(trained.out().startsWith("tokenizer: model=" + model + " "), trained.out());
    Tokenizer tokenizer = Tokenizer.load(out);
    assertEquals(kind, tokenizer.getClass().getSimpleName());
    assertTrue(tokenizer.specialTokens().ids().containsKey("<x>"));
    assertEquals("the cat", tokenizer.decode(tokenizer.encode("the cat")));
  }

  @Test
  @DisplayName("says when the text teaches less than what was asked for")
  void tooLittleText() throws IOException {
    Files.writeString(text, "ab");
    Outcome trained = train("--size", "1000").requireSuccess();
    assertTrue(trained.err().contains("no more than 257 tokens, not 1,000"), trained.err());
    assertTrue(trained.out().contains("vocabulary_size=257 "), trained.out());
  }

  @Test
  @DisplayName("leaves the old file when the text is bad, and names the byte")
  void badText() throws IOException {
    Files.writeString(out, "old");
    Files.write(text, new byte[] {'a', 'b', (byte) 0xE4, 'c'});
    Outcome trained = train("--size", "300");
    assertEquals(1, trained.status());
    assertEquals("", trained.out());
    assertTrue(trained.lastError().contains(text + ", byte 2: expected UTF-8"), trained.err());
    assertEquals("old", Files.readString(out));
    requireOnly(text, out);
  }

  @Test
  @DisplayName("refuses places that cannot be written before it reads anything")
  void badPlaces() throws IOException {
    out = folder;
    assertTrue(train("--size", "300").onlyLine(1).contains("is a directory"));
    out = folder.resolve("missing").resolve("tokenizer.json");
    assertTrue(train("--size", "300").onlyLine(1).contains("no such directory"));
    out = text;
    assertTrue(train("--size", "300").onlyLine(2).contains("would replace the text"));
    out = folder.resolve("out.json");
    text = folder.resolve("none.txt");
    assertTrue(train("--size", "300").onlyLine(1).contains("none.txt: no such file"));
  }

  @Test
  @DisplayName("ends when its thread is interrupted, as Ctrl-C does, and writes nothing")
  void interrupted() throws IOException {
    Thread.currentThread().interrupt();
    Outcome trained = train("--size", "300");
    assertTrue(Thread.interrupted());
    assertEquals(Interruption.STATUS, trained.status());
    assertTrue(trained.lastError().contains("nothing is written"), trained.err());
    requireOnly(text);
  }
}
