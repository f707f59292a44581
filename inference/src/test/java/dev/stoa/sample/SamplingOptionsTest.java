package dev.stoa.sample;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SamplingOptionsTest {
  private static final SamplingOptions DEFAULTS = SamplingOptions.defaults();

  @Test
  void defaultsNeedNoSteps() {
    assertEquals(List.of(), DEFAULTS.steps());
  }

  @Test
  void stepsComeInTheDocumentedOrder() {
    SamplingOptions all = new SamplingOptions(0.5f, 3, 0.9f, 0.1f, 1.2f, 7);
    assertEquals(
        List.of(
            new RepetitionPenalty(1.2f),
            new Temperature(0.5f),
            new TopK(3),
            new TopP(0.9f),
            new MinP(0.1f)),
        all.steps());
  }

  @Test
  void greedyNeedsOnlyThePenalty() {
    assertEquals(
        List.of(new RepetitionPenalty(2), new Greedy()),
        SamplingOptions.greedy().withRepetitionPenalty(2).withTopK(3).steps());
  }

  @Test
  void eachChangeChangesOneNumber() {
    SamplingOptions changed =
        DEFAULTS
            .withTemperature(2)
            .withTopK(3)
            .withTopP(0.4f)
            .withMinP(0.5f)
            .withRepetitionPenalty(6)
            .withSeed(7);
    assertEquals(new SamplingOptions(2, 3, 0.4f, 0.5f, 6, 7), changed);
  }

  @Test
  void theEndsOfTheRangesAreAllowed() {
    assertEquals(1, DEFAULTS.withTopP(1).topP());
    assertEquals(0, DEFAULTS.withMinP(0).minP());
    assertEquals(1, DEFAULTS.withMinP(1).minP());
    assertEquals(0, DEFAULTS.withTopK(0).topK());
    assertEquals(0, DEFAULTS.withTemperature(0).temperature());
  }

  @ParameterizedTest
  @ValueSource(floats = {-0.1f, Float.NaN, Float.POSITIVE_INFINITY})
  void otherTemperaturesAreRefusedByName(float value) {
    assertRefused("temperature", o -> o.withTemperature(value));
    assertThrows(IllegalArgumentException.class, () -> new Temperature(value));
  }

  @ParameterizedTest
  @ValueSource(floats = {0, -0.1f, 1.1f, Float.NaN})
  void otherTopPsAreRefusedByName(float value) {
    assertRefused("topP", o -> o.withTopP(value));
  }

  @ParameterizedTest
  @ValueSource(floats = {-0.1f, 1.1f, Float.NaN})
  void otherMinPsAreRefusedByName(float value) {
    assertRefused("minP", o -> o.withMinP(value));
  }

  @ParameterizedTest
  @ValueSource(floats = {0, -1, Float.NaN, Float.POSITIVE_INFINITY})
  void otherPenaltiesAreRefusedByName(float value) {
    assertRefused("repetitionPenalty", o -> o.withRepetitionPenalty(value));
  }

  @Test
  void negativeTopKsAreRefusedByName() {
    assertRefused("topK", o -> o.withTopK(-1));
    assertThrows(IllegalArgumentException.class, () -> new TopK(0));
  }

  private static void assertRefused(String name, UnaryOperator<SamplingOptions> change) {
    Exception refused = assertThrows(IllegalArgumentException.class, () -> change.apply(DEFAULTS));
    assertTrue(refused.getMessage().startsWith(name), refused.getMessage());
  }
}
