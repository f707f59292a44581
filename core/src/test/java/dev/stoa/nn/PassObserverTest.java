package dev.stoa.nn;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.stoa.autograd.AttentionWeights;
import dev.stoa.autograd.Gradients;
import dev.stoa.autograd.Operations;
import dev.stoa.autograd.Tape;
import dev.stoa.cache.KeyValues;
import dev.stoa.cache.PagedKeyValues;
import dev.stoa.cache.Segments;
import dev.stoa.model.Model;
import dev.stoa.model.ModelConfig;
import dev.stoa.runtime.CounterRandom;
import dev.stoa.runtime.Execution;
import dev.stoa.runtime.Workers;
import dev.stoa.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("An observer of a pass")
class PassObserverTest {
  private static final int[] IDS = {3, 1, 4, 1, 5};

  private final Workers workers = new Workers(2);
  private final Tape tape = new Tape(new Execution(workers));
  private final Model model =
      new Model(
          ModelConfig.gpt2(11, 6, 12, 2, 3, new ModelConfig.Options(true, 0.3f)),
          ParameterSource.random(7));

  @AfterEach
  void close() {
    workers.close();
  }

  /** Notes everything. */
  private static final class Notes implements PassObserver {
    final List<String> events = new ArrayList<>();
    double[][] weights;
    float[] hidden;
    float[] logits;

    @Override
    public void attention(int layer, AttentionWeights observed) {
      events.add("attention " + layer);
      weights = observed.probabilities(0, 2);
    }

    @Override
    public void hidden(int layer, Tensor x) {
      events.add("hidden " + layer);
      hidden = x.toArray();
    }

    @Override
    public void logits(Tensor logits) {
      events.add("logits");
      this.logits = logits.toArray();
    }
  }

  @Test
  void seesEachLayerInOrderAndTheLogits() {
    Notes notes = new Notes();
    tape.begin();
    Tensor logits = model.logits(new Pass(tape, Segments.of(5)).watchedBy(notes), IDS);
    assertEquals(
        List.of("attention 0", "hidden 0", "attention 1", "hidden 1", "logits"), notes.events);
    assertEquals(5 * 12, notes.hidden.length);
    assertArrayEquals(logits.toArray(), notes.logits);
    for (int i = 0; i < 5; i++) {
      assertEquals(1, Arrays.stream(notes.weights[i]).sum(), 1e-12);
      for (int j = i + 1; j < 5; j++) {
        assertEquals(0, notes.weights[i][j], "a token sees none behind it");
      }
    }
  }

  @Test
  void seesWithACacheWhatItSeesWithout() {
    Notes whole = new Notes();
    tape.begin();
    model.logits(new Pass(tape, Segments.of(5)).watchedBy(whole), IDS);
    Notes last = new Notes();
    KeyValues cache = PagedKeyValues.contiguous(model.config().stack().keeps(), 6);
    for (int token : IDS) {
      tape.begin();
      Pass pass = new Pass(tape, Segments.cached(1, cache)).watchedBy(last);
      model.logits(pass, new int[] {token});
    }
    // Sums of at most 36 terms of values of about 1, in another order.
    assertArrayEquals(whole.weights[4], last.weights[0], 36 * 0x1p-24);
  }

  /** The masks of dropout depend on what is recorded, so watching must not be recorded. */
  @Test
  void changesNoBitOfATrainingStep() {
    assertArrayEquals(gradient(null), gradient(new Notes()));
  }

  private float[] gradient(PassObserver observer) {
    Tensor embedding = model.trainable().get("model.embed_tokens.weight");
    Gradients gradients = new Gradients(model.trainable().values());
    tape.begin(gradients, new CounterRandom(1, 0, 0));
    Pass pass = new Pass(tape, Segments.of(5)).watchedBy(observer);
    Tensor logits = model.logits(pass, IDS);
    tape.backward(Operations.crossEntropy(tape, logits, new int[] {1, 4, 1, 5, 9}), 1);
    return gradients.of(embedding).toArray();
  }
}
