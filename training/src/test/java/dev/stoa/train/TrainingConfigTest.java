package dev.stoa.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.stoa.file.FormatException;
import dev.stoa.train.TrainingConfig.Decay;
import dev.stoa.train.TrainingConfig.Pauses;
import dev.stoa.train.TrainingConfig.Rate;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("A training configuration")
class TrainingConfigTest {
  @TempDir Path directory;

  /** Every number differs, and some have no short decimal. */
  private static final TrainingConfig ODD =
      new TrainingConfig(
          1001,
          12,
          3,
          new Rate(1 / 3f, 1e-7f, 77),
          new Decay(0.91f, 0.9999999f, Float.MIN_VALUE, 0.1f),
          1.5f,
          Long.MIN_VALUE,
          new Pauses(250, 500));

  private Path file() {
    return directory.resolve("training.json");
  }

  @Test
  void comesBackAsItWasWritten() throws IOException {
    ODD.save(file());
    assertEquals(ODD, TrainingConfig.load(file()));
    TrainingConfig usual = TrainingConfig.of(2000, 12);
    usual.save(file());
    assertEquals(usual, TrainingConfig.load(file()));
  }

  @Test
  void isReadableJson() throws IOException {
    TrainingConfig.of(2000, 12).save(file());
    String text = Files.readString(file());
    assertTrue(text.contains("\"learningRate\" : 0.001,"), text);
    assertTrue(text.contains("\"steps\" : 2000,"), text);
  }

  @Test
  void changesWhatIsAskedForAndNothingElse() {
    TrainingConfig config =
        ODD.withRate(new Rate(0.5f, 0.25f, 5))
            .withBatch(7, 2)
            .withClip(0)
            .withSeed(3)
            .withPauses(new Pauses(1, 2));
    assertEquals(
        new TrainingConfig(
            1001, 7, 2, new Rate(0.5f, 0.25f, 5), ODD.optimizer(), 0, 3, new Pauses(1, 2)),
        config);
  }

  @Test
  void refusesNumbersOutOfRangeByName() {
    TrainingConfig good = TrainingConfig.of(10, 2);
    assertNames("steps", () -> TrainingConfig.of(0, 2));
    assertNames("batch", () -> good.withBatch(0, 1));
    assertNames("accumulate", () -> good.withBatch(1, 0));
    assertNames("accumulate", () -> good.withBatch(1, 214_748_365));
    assertNames("learningRate", () -> good.withRate(new Rate(0, 0, 0)));
    assertNames("learningRate", () -> good.withRate(new Rate(Float.NaN, 0, 0)));
    assertNames("minLearningRate", () -> good.withRate(new Rate(0.1f, 0.2f, 0)));
    assertNames("warmup", () -> good.withRate(new Rate(0.1f, 0, -1)));
    assertNames("clip", () -> good.withClip(-1));
    assertNames("clip", () -> good.withClip(Float.POSITIVE_INFINITY));
    assertNames("evaluateEvery", () -> good.withPauses(new Pauses(-1, 0)));
    assertNames("saveEvery", () -> good.withPauses(new Pauses(0, -1)));
    assertNames("beta1", () -> adam(1, 0.9f, 1e-8f, 0));
    assertNames("beta2", () -> adam(0.9f, Float.NaN, 1e-8f, 0));
    assertNames("epsilon", () -> adam(0.9f, 0.99f, 0, 0));
    assertNames("weightDecay", () -> adam(0.9f, 0.99f, 1e-8f, -0.1f));
  }

  private static TrainingConfig adam(float beta1, float beta2, float epsilon, float decay) {
    Decay optimizer = new Decay(beta1, beta2, epsilon, decay);
    return new TrainingConfig(10, 2, 1, new Rate(0.1f, 0, 0), optimizer, 1, 1, new Pauses(0, 0));
  }

  private static void assertNames(String name, Executable wrong) {
    String message = assertThrows(IllegalArgumentException.class, wrong).getMessage();
    assertTrue(message.startsWith(name + " must be "), message);
  }

  @ParameterizedTest(name = "{0} -> {1}: the message names {2}")
  @CsvSource({
    "'\"steps\" : 10', '\"steps\" : 0', 'steps must be at least 1, not 0'",
    "'\"steps\" : 10', '\"steps\" : 1.5', steps",
    "'\"steps\" : 10', '\"steps\" : \"10\"', steps",
    "'\"steps\" : 10', '\"steps\" : 99999999999', steps",
    "'\"steps\" : 10', '\"Steps\" : 10', 'unknown key Steps'",
    "'\"steps\" : 10,', '', 'steps must be a number of type int, but is missing'",
    "'\"beta1\" : 0.9', '\"beta1\" : null', beta1",
    "'\"beta1\" : 0.9', '\"beta1\" : 1e99', beta1",
    "'\"beta1\" : 0.9', '\"beta1\" : 0.9, \"beta1\" : 0.8', beta1",
    "'}', '', 'line '"
  })
  void namesTheKeyThatIsWrong(String part, String replacement, String named) throws IOException {
    TrainingConfig.of(10, 2).save(file());
    String text = Files.readString(file());
    assertTrue(text.contains(part), text);
    assertRefused(text.replace(part, replacement), named);
  }

  @ParameterizedTest(name = "refuses: {0}")
  @ValueSource(strings = {"", "[]", "3", "null", "{} {}", "no JSON"})
  void refusesWhatIsNoObject(String text) throws IOException {
    assertRefused(text, "");
  }

  @Test
  void refusesAFileThatIsFarTooLarge() throws IOException {
    assertRefused(" ".repeat(70_000), "65536");
  }

  private void assertRefused(String text, String named) throws IOException {
    Files.writeString(file(), text);
    String message =
        assertThrows(FormatException.class, () -> TrainingConfig.load(file())).getMessage();
    assertTrue(message.startsWith(file().toString()) && message.contains(named), message);
  }
}
