package dev.stoa.evaluate;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.stoa.autograd.Tape;
import dev.stoa.cache.Segments;
import dev.stoa.model.Model;
import dev.stoa.model.ModelConfig;
import dev.stoa.nn.ParameterSource;
import dev.stoa.nn.Pass;
import dev.stoa.runtime.Execution;
import dev.stoa.runtime.Workers;
import dev.stoa.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EvaluationTest {
  private static final int VOCABULARY = 20;
  private static final int CONTEXT = 16;

  private final Workers workers = new Workers(2);
  private final Execution execution = new Execution(workers);

  @AfterEach
  void close() {
    workers.close();
  }

  private static Model model() {
    ModelConfig config = ModelConfig.llama(VOCABULARY, CONTEXT, 16, 2, 4, 2, 24);
    Model model = new Model(config, ParameterSource.random(3));
    for (Tensor matrix : model.trainable().values()) {
      for (int i = 0; i < matrix.size() && matrix.rows() > 1; i++) {
        matrix.data()[i] *= 10;
      }
    }
    return model;
  }

  private static int[] text(int length) {
    return new Random(5).ints(length, 0, VOCABULARY).toArray();
  }

  @Test
  void aModelThatKnowsNothingHasTheLossOfTheUniformDistribution() {
    Model model = model();
    model.trainable().get("lm_head.weight").fill(0);
    Evaluation evaluation = Evaluation.of(model, execution, text(50));
    // The sum of V exponentials has V roundings; its logarithm, about 3, a few more.
    double bound = (VOCABULARY + 16) * 0x1p-24;
    assertEquals(Math.log(VOCABULARY), evaluation.loss(), bound);
    assertEquals(VOCABULARY, evaluation.perplexity(), VOCABULARY * bound);
    assertEquals(49, evaluation.predictions());
  }

  /**
   * Lengths around a window, around several, and around the windows of a pass, 64 here. The logits
   * differ in the order of sums of n ≤ 24 terms, √n · 2⁻²⁴ of their size, a dozen of them one
   * behind the other; a loss is the difference of two of them, which are below 64 here.
   */
  @ParameterizedTest
  @ValueSource(ints = {2, 3, 16, 17, 18, 33, 34, 50, 64 * 16 + 1, 64 * 16 + 20})
  void theLossIsThatOfANaiveLoop(int length) {
    Model model = model();
    int[] text = text(length);
    Evaluation evaluation = Evaluation.of(model, execution, text);
    assertEquals(length - 1, evaluation.predictions());
    assertEquals(naive(model, text), evaluation.loss(), 2 * 12 * Math.sqrt(24) * 0x1p-24 * 64);
  }

  /** One window after the other, one token after the other, in double. */
  private double naive(Model model, int[] text) {
    Tape tape = new Tape(execution);
    double sum = 0;
    for (int next = 1; next < text.length; next++) {
      int start = (next - 1) / CONTEXT * CONTEXT;
      tape.begin();
      int[] window = Arrays.copyOfRange(text, start, next);
      Tensor logits = model.lastLogits(new Pass(tape, Segments.of(window.length)), window);
      double total = 0;
      for (int token = 0; token < VOCABULARY; token++) {
        total += Math.exp(logits.at(0, token));
      }
      sum -= logits.at(0, text[next]) - Math.log(total);
    }
    return sum / (text.length - 1);
  }

  @Test
  void theBitsDoNotDependOnTheThreads() {
    Evaluation two = Evaluation.of(model(), execution, text(300));
    try (Workers one = new Workers(1)) {
      assertEquals(two, Evaluation.of(model(), new Execution(one), text(300)));
    }
  }

  @Test
  void progressIsToldUpToTheEnd() {
    List<Long> told = new ArrayList<>();
    Evaluation.of(
        model(),
        execution,
        text(2100),
        (predictions, total) -> {
          assertEquals(2099, total);
          told.add(predictions);
        });
    assertEquals(List.of(1024L, 2048L, 2099L), told);
  }

  @Test
  void theTextIsOnlyRead() {
    int[] text = text(40);
    Evaluation.of(model(), execution, text);
    assertArrayEquals(text(40), text);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1})
  void aTextWithNothingToPredictIsRefused(int length) {
    Exception refused =
        assertThrows(
            IllegalArgumentException.class, () -> Evaluation.of(model(), execution, text(length)));
    assertEquals(
        "a text needs at least 2 tokens to be evaluated, not " + length, refused.getMessage());
  }

  @ParameterizedTest
  @ValueSource(ints = {-1, VOCABULARY})
  void aTokenOutsideTheVocabularyIsRefusedByNameEvenAtTheEnd(int token) {
    int[] text = text(30);
    text[29] = token;
    Exception refused =
        assertThrows(IllegalArgumentException.class, () -> Evaluation.of(model(), execution, text));
    assertTrue(
        refused.getMessage().startsWith("token id " + token + " at index 29 is out of range"),
        refused.getMessage());
  }
}
