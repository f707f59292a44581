package dev.stoa.train;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.stoa.evaluate.Evaluation;
import dev.stoa.load.LoadedModel;
import dev.stoa.load.ModelDirectory;
import dev.stoa.load.ModelLoader;
import dev.stoa.runtime.Execution;
import dev.stoa.runtime.Workers;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("A training run")
class TrainingRunTest {
  @TempDir Path temporary;
  private Path directory;

  @BeforeEach
  void choose() {
    directory = temporary.resolve("run");
  }

  /** Notes what it is told. */
  private static final class Notes implements TrainingListener {
    final List<Integer> steps = new ArrayList<>();
    final List<Integer> saved = new ArrayList<>();
    final List<Integer> evaluated = new ArrayList<>();

    @Override
    public void stepped(TrainingStep step) {
      steps.add(step.number());
    }

    @Override
    public void evaluated(int step, double validationLoss) {
      evaluated.add(step);
    }

    @Override
    public void saved(int step) {
      saved.add(step);
    }
  }

  @Test
  void tellsHowItGoes() throws IOException {
    TrainingConfig config = TinyRun.CONFIG.withPauses(new TrainingConfig.Pauses(5, 4));
    TrainingRun run =
        TrainingRun.start(directory, TinyRun.model(0), TinyRun.TOKENIZER, TinyRun.TOKENS, config);
    Notes notes = new Notes();
    TrainingResult result = TinyRun.train(run, 2, notes);
    assertEquals(12, notes.steps.size());
    assertEquals(List.of(4, 8, 12), notes.saved);
    assertEquals(List.of(5, 10, 12), notes.evaluated);
    assertTrue(result.finished());
    assertEquals(12, result.steps());
    assertTrue(result.tokensPerSecond() > 0);
    double sum = 0;
    for (float loss : run.losses()) {
      sum += loss;
    }
    assertEquals(12, run.losses().length);
    assertEquals(sum / 12, result.trainLoss(), 12 * Math.ulp(sum));
  }

  @Test
  void leavesFilesThatInferenceReads() throws IOException {
    TrainingRun run = TinyRun.start(directory);
    TrainingResult result = TinyRun.train(run, 1, TrainingListener.none());
    LoadedModel loaded = ModelLoader.load(directory);
    assertEquals(run.model().config(), loaded.model().config());
    TinyRun.values(run.model())
        .forEach(
            (name, values) ->
                assertArrayEquals(values, TinyRun.values(loaded.model()).get(name), name));
    int[] ids = loaded.tokenizer().orElseThrow().encode(TinyRun.TEXT);
    assertArrayEquals(TinyRun.TOKENIZER.encode(TinyRun.TEXT), ids);
    try (Workers workers = new Workers(1)) {
      Execution execution = new Execution(workers);
      double loss = Evaluation.of(loaded.model(), execution, TinyRun.TOKENS.validation()).loss();
      assertEquals(loss, result.validationLoss());
    }
    assertEquals(
        "[config.json, model.safetensors, tokenizer.json, tokens.bin,"
            + " training-state.safetensors, training.json, training.lock]",
        names().toString());
  }

  private TreeSet<String> names() throws IOException {
    try (var files = Files.list(directory)) {
      TreeSet<String> names = new TreeSet<>();
      files.forEach(file -> names.add(file.getFileName().toString()));
      return names;
    }
  }

  @Test
  void endsWithTheSameBitsIfItIsStoppedAndResumed() throws IOException {
    Path whole = temporary.resolve("whole");
    TinyRun.train(TinyRun.start(whole), 1, TrainingListener.none());
    TrainingRun first = TinyRun.start(directory);
    TrainingResult stopped =
        TinyRun.train(
            first,
            2,
            new TrainingListener() {
              @Override
              public void stepped(TrainingStep step) {
                if (step.number() == 6) {
                  first.stop();
                }
              }
            });
    assertFalse(stopped.finished());
    assertEquals(6, stopped.steps());
    assertTrue(Double.isNaN(stopped.validationLoss()));
    TrainingRun second = TrainingRun.resume(directory);
    assertEquals(6, second.steps());
    assertArrayEquals(first.losses(), second.losses());
    TinyRun.train(second, 2, TrainingListener.none());
    assertSameFiles(whole, directory);
  }

  static void assertSameFiles(Path expected, Path found) throws IOException {
    for (String name : new String[] {"model.safetensors", "training-state.safetensors"}) {
      assertEquals(
          -1, Files.mismatch(expected.resolve(name), found.resolve(name)), name + " differs");
    }
  }

  @Test
  void isOnlyEvaluatedOnceAllStepsAreDone() throws IOException {
    TrainingResult first = TinyRun.train(TinyRun.start(directory), 1, TrainingListener.none());
    Notes notes = new Notes();
    TrainingResult again = TinyRun.train(TrainingRun.resume(directory), 1, notes);
    assertEquals(List.of(), notes.steps);
    assertEquals(first.validationLoss(), again.validationLoss());
    assertEquals(first.trainLoss(), again.trainLoss());
    assertEquals(0, again.tokensPerSecond());
  }

  @Test
  void putsTheModelRightIfACrashCameBetweenTheTwoFilesOfACheckpoint() throws IOException {
    TrainingRun run = TinyRun.start(directory);
    Path model = directory.resolve("model.safetensors");
    byte[] older = Files.readAllBytes(model);
    TinyRun.train(run, 1, TrainingListener.none());
    byte[] newer = Files.readAllBytes(model);
    Files.write(model, older);
    TinyRun.train(TrainingRun.resume(directory), 1, TrainingListener.none());
    assertArrayEquals(newer, Files.readAllBytes(model));
  }

  @Test
  void clearsAwayTheHalvesOfFilesThatAKilledProcessWasWriting() throws IOException {
    TrainingRun run = TinyRun.start(directory);
    Path half = directory.resolve("model.safetensors." + UUID.randomUUID() + ".part");
    Path other = directory.resolve("notes.part");
    Files.writeString(half, "half a file");
    Files.writeString(other, "not ours");
    run.stop();
    TinyRun.train(run, 1, TrainingListener.none());
    assertFalse(Files.exists(half));
    assertTrue(Files.exists(other));
  }

  @Test
  void keepsItsLastCheckpointWhenTheLossIsNoLongerANumber() throws IOException {
    TrainingRun run = TinyRun.start(directory);
    TrainingListener poison =
        new TrainingListener() {
          @Override
          public void stepped(TrainingStep step) {
            if (step.number() == 6) {
              run.model().trainable().get("model.norm.weight").fill(Float.NaN);
            }
          }
        };
    DivergenceException thrown =
        assertThrows(DivergenceException.class, () -> TinyRun.train(run, 1, poison));
    assertEquals(7, thrown.step());
    assertEquals(4, TrainingRun.resume(directory).steps());
    assertEquals(7, names().size());
  }

  @Test
  void isNeverOverwrittenByAnother() throws IOException {
    TinyRun.start(directory);
    Path state = directory.resolve("training-state.safetensors");
    Path model = directory.resolve("model.safetensors");
    byte[] before = Files.readAllBytes(state);
    assertThrows(FileAlreadyExistsException.class, () -> TinyRun.start(directory));
    Path aside = Files.move(model, temporary.resolve("aside"));
    assertThrows(
        FileAlreadyExistsException.class, () -> TinyRun.start(directory), "a state is enough");
    Files.move(aside, model);
    Files.delete(state);
    assertThrows(
        FileAlreadyExistsException.class, () -> TinyRun.start(directory), "a model is enough");
    Files.delete(model);
    TinyRun.start(directory);
    assertArrayEquals(before, Files.readAllBytes(state));
  }

  @Test
  void beginsAgainWhereAStartWasKilledBeforeTheRunWasWhole() throws IOException {
    TinyRun.start(directory);
    Files.delete(directory.resolve("model.safetensors"));
    Files.delete(directory.resolve("config.json"));
    assertFalse(TrainingRun.exists(directory));
    assertThrows(NoSuchFileException.class, () -> TrainingRun.resume(directory));
    TinyRun.start(directory);
    assertTrue(TrainingRun.exists(directory));
    assertEquals(0, TrainingRun.resume(directory).steps());
  }

  @Test
  void isNotTrainedTwiceAtTheSameTime() throws IOException {
    TrainingRun run = TinyRun.start(directory);
    TrainingRun other = TrainingRun.resume(directory);
    TrainingListener intruder =
        new TrainingListener() {
          @Override
          public void stepped(TrainingStep step) {
            String message =
                assertThrows(
                        FileSystemException.class,
                        () -> TinyRun.train(other, 1, TrainingListener.none()))
                    .getMessage();
            assertTrue(message.contains("another process is training"), message);
            run.stop();
          }
        };
    assertEquals(1, TinyRun.train(run, 1, intruder).steps());
  }

  @Test
  void isNotStartedTwiceAtTheSameTime() throws IOException {
    Files.createDirectory(directory);
    Path lock = directory.resolve("training.lock");
    try (FileChannel other =
        FileChannel.open(lock, StandardOpenOption.WRITE, StandardOpenOption.CREATE)) {
      other.lock();
      FileSystemException refused =
          assertThrows(FileSystemException.class, () -> TinyRun.start(directory));
      assertTrue(
          refused.getMessage().contains("another process is training"), refused.getMessage());
      assertEquals("[training.lock]", names().toString());
    }
    TinyRun.start(directory);
  }

  @Test
  void leavesTheDirectoryOfAModelAsItIs() throws IOException {
    ModelDirectory.save(directory, TinyRun.model(0), TinyRun.TOKENIZER);
    assertThrows(FileAlreadyExistsException.class, () -> TinyRun.start(directory));
    assertEquals("[config.json, model.safetensors, tokenizer.json]", names().toString());
  }

  @Test
  void isRefusedWhereThereIsNone() {
    NoSuchFileException thrown =
        assertThrows(NoSuchFileException.class, () -> TrainingRun.resume(directory));
    assertTrue(thrown.getMessage().contains("no training run to resume"), thrown.getMessage());
  }
}
