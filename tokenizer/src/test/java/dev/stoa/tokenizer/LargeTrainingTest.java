package dev.stoa.tokenizer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.stoa.contract.tokenizer.SampleTexts;
import dev.stoa.file.FormatException;
import dev.stoa.tokenizer.corpus.PieceCounts;
import dev.stoa.tokenizer.pair.ByteSymbols;
import dev.stoa.tokenizer.pair.MergeLearner;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CancellationException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Training on files: in parts, on several threads, with errors and interruptions. */
class LargeTrainingTest {

  @TempDir Path folder;

  @AfterEach
  void leaveNoInterrupt() {
    Thread.interrupted();
  }

  private Path file(String name, byte[] content) throws IOException {
    return Files.write(folder.resolve(name), content);
  }

  private Path file(String name, String content) throws IOException {
    return file(name, content.getBytes(StandardCharsets.UTF_8));
  }

  /** Words, long white space and special tokens, of several chunks. */
  private static String longText() {
    Random random = new Random(6);
    StringBuilder text = new StringBuilder();
    while (text.length() < 100_000) {
      text.append(SampleTexts.random(random, 30))
          .append(random.nextInt(4) == 0 ? "\n" : " word it's ");
      text.append(random.nextInt(50) == 0 ? "<a b>" : "").append(" ".repeat(random.nextInt(4)));
    }
    // The chunks are cut at other places of it each time.
    return text.toString().repeat(15);
  }

  @Test
  void filesTeachWhatTheWholeTextTeachesForAnyNumberOfThreads() throws IOException {
    String text = longText();
    // The text as one piece of work, counted without any cut.
    PieceCounts pieces = new PieceCounts();
    for (String part : text.split("<a b>", -1)) {
      pieces.addText(part.getBytes(StandardCharsets.UTF_8), SplitPattern.GPT2);
    }
    MergeLearner learner =
        new MergeLearner(
            pieces, new ByteSymbols(ByteIds.GPT2.bytesInOrder()), TieRule.SMALLER_IDS::isBefore);
    while (learner.tokens().size() < 299) {
      assertTrue(learner.learn());
    }
    BytePairTrainer trainer = new BytePairTrainer(300).withSpecialTokens("<a b>");
    List<Path> files = List.of(file("text", text));
    for (int threads : new int[] {1, 3}) {
      assertEquals(learner.merges(), trainer.withThreads(threads).trainOnFiles(files).merges());
    }
    assertEquals(learner.merges(), trainer.withThreads(3).train(List.of(text)).merges());
  }

  @Test
  void eachFileIsATextOfItsOwn() throws IOException {
    BytePairTrainer trainer =
        new BytePairTrainer(300).withSplit(SplitPattern.NONE).withByteIds(ByteIds.BYTE_VALUE);
    List<Path> files = List.of(file("1", "ab"), file("2", "ab"), file("3", ""));
    assertEquals(List.of(new Merge('a', 'b')), trainer.trainOnFiles(files).merges());
  }

  @Test
  void progressTellsWhatIsReadAndThenWhatIsLearned() throws IOException {
    List<String> told = new ArrayList<>();
    TrainingProgress progress =
        new TrainingProgress() {
          @Override
          public void read(long bytes, long total) {
            told.add("read " + bytes + "/" + total);
          }

          @Override
          public void learned(int done, int total) {
            told.add("learned " + done + "/" + total);
          }
        };
    new BytePairTrainer(258)
        .withProgress(progress)
        .trainOnFiles(List.of(file("1", "abc"), file("2", "abc\n")));
    assertEquals(List.of("read 3/7", "read 7/7", "learned 1/2", "learned 2/2"), told);
  }

  @Test
  void aFileThatIsNotUtf8IsRefusedWithThePlace() throws IOException {
    // Far behind the first chunk; the bytes before it have two for a character.
    byte[] content = ("é word ".repeat(150_000)).getBytes(StandardCharsets.UTF_8);
    int place = 8 * 140_001;
    content[place] = (byte) 0xE9;
    Path file = file("latin", content);
    FormatException e =
        assertThrows(
            FormatException.class,
            () -> new BytePairTrainer(300).trainOnFiles(List.of(file("good", "good"), file)));
    assertTrue(
        e.getMessage().startsWith(file + ", byte " + place + ": expected UTF-8"), e::getMessage);
    Path cut = file("cut", new byte[] {'a', (byte) 0xE2, (byte) 0x82});
    assertEquals(
        cut + ", byte 1",
        assertThrows(
                FormatException.class, () -> new BytePairTrainer(300).trainOnFiles(List.of(cut)))
            .getMessage()
            .split(":")[0]);
  }

  @Test
  void aMissingFileAndAnEmptyOneAreRefused() throws IOException {
    BytePairTrainer trainer = new BytePairTrainer(300);
    Path missing = folder.resolve("missing");
    assertThrows(NoSuchFileException.class, () -> trainer.trainOnFiles(List.of(missing)));
    List<Path> empty = List.of(file("empty", ""));
    assertThrows(IllegalArgumentException.class, () -> trainer.trainOnFiles(empty));
  }

  @Test
  void anInterruptEndsTheTraining() {
    BytePairTrainer trainer = new BytePairTrainer(300);
    List<String> texts = List.of("some words to learn from");
    Thread.currentThread().interrupt();
    assertThrows(CancellationException.class, () -> trainer.train(texts));
    assertTrue(Thread.interrupted(), "the interrupt is kept for the caller");
    int[] learned = {0};
    TrainingProgress interrupting =
        (done, total) -> {
          learned[0] = done;
          Thread.currentThread().interrupt();
        };
    assertThrows(
        CancellationException.class, () -> trainer.withProgress(interrupting).train(texts));
    assertEquals(1, learned[0]);
  }

  @Test
  void impossibleNumbersOfThreadsAreRefused() {
    BytePairTrainer trainer = new BytePairTrainer(300);
    for (int threads : new int[] {0, -1, 1025}) {
      assertThrows(IllegalArgumentException.class, () -> trainer.withThreads(threads));
    }
  }
}
