package dev.stoa.train;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.stoa.contract.core.Close;
import dev.stoa.data.Batch;
import dev.stoa.data.Batches;
import dev.stoa.kernel.Kernels;
import dev.stoa.model.Model;
import dev.stoa.runtime.Execution;
import dev.stoa.runtime.Workers;
import dev.stoa.runtime.Workspace;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("A trainer")
class TrainerTest {
  /** Rows of the large batch. */
  private static final int ROWS = 12 * TinyRun.CONTEXT;

  private static final float EPSILON = 1e4f;

  private final Workers workers = new Workers(2);
  private final Execution execution = new Execution(workers);

  @AfterEach
  void close() {
    workers.close();
  }

  private static Batches batches(int batch) {
    return new Batches(TinyRun.TOKENS.training(), batch, TinyRun.CONTEXT, 1);
  }

  private static Trainer<Batch> trainer(Model model, TrainingConfig config, Execution execution) {
    return config.trainer(model, config.newOptimizer(model), execution);
  }

  private static TrainingStep step(Trainer<Batch> trainer, Batches batches) {
    return trainer.step(microBatch -> batches.at(trainer.steps(), microBatch));
  }

  @Test
  void learnsARepeatedTextByHeart() {
    // Four letters in a circle: each letter determines the next one.
    int[] circle = IntStream.range(0, 100).map(i -> i % 4).toArray();
    Batches batches = new Batches(circle, 4, TinyRun.CONTEXT, 1);
    Model model = TinyRun.model(0);
    TrainingConfig config =
        TrainingConfig.of(60, 4).withRate(new TrainingConfig.Rate(1e-2f, 1e-3f, 5));
    Trainer<Batch> trainer = trainer(model, config, execution);
    float first = step(trainer, batches).loss();
    float last = first;
    while (trainer.steps() < 60) {
      last = step(trainer, batches).loss();
    }
    double uniform = Math.log(TinyRun.TOKENIZER.vocabularySize());
    assertEquals(uniform, first, 0.3, "an untrained model knows nothing: log(vocabulary)");
    assertTrue(last < 0.02, "the loss is still " + last);
  }

  @Test
  void reportsWhatAStepDid() {
    Trainer<Batch> trainer = trainer(TinyRun.model(0), TinyRun.CONFIG.withBatch(3, 2), execution);
    TrainingStep step = step(trainer, batches(3));
    assertEquals(1, step.number());
    assertEquals(1, trainer.steps());
    assertEquals(2 * 3 * TinyRun.CONTEXT, step.tokens());
    assertEquals(TinyRun.CONFIG.schedule().rate(0), step.learningRate());
    assertTrue(step.gradientNorm() > 0 && step.nanoseconds() > 0, step.toString());
    assertEquals(TinyRun.CONFIG.schedule().rate(1), step(trainer, batches(3)).learningRate());
  }

  /**
   * A gradient sums n rows, in another order: with n roundings of the rows' sizes, which are about
   * √n times that of a sum in which they cancel out.
   */
  private static final double NOISE = 2 * ROWS * 0x1p-24 * Math.sqrt(ROWS);

  @Test
  void accumulatesFourMicroBatchesToOneLargeBatch() {
    TrainingConfig config = TinyRun.CONFIG.withClip(0);
    Model large = TinyRun.model(0);
    Model small = TinyRun.model(0);
    Trainer<Batch> one = trainer(large, config.withBatch(12, 1), execution);
    Trainer<Batch> four = trainer(small, config.withBatch(3, 4), execution);
    double moved = 0;
    for (int step = 0; step < 3; step++) {
      TrainingStep expected = step(one, batches(12));
      TrainingStep found = step(four, batches(3));
      double rounding = ROWS * 0x1p-24 * expected.loss();
      assertEquals(expected.loss(), found.loss(), rounding, "loss of step " + step);
      double noise = NOISE * expected.gradientNorm();
      assertEquals(expected.gradientNorm(), found.gradientNorm(), noise, "norm of step " + step);
      moved += expected.learningRate();
    }
    assertClose(TinyRun.values(large), TinyRun.values(small), moved);
  }

  /**
   * AdamW moves a value by the learning rate at most, in either direction where its gradient is
   * nothing but noise; elsewhere the step is off by as much as the gradient is.
   */
  private static void assertClose(
      Map<String, float[]> expected, Map<String, float[]> found, double moved) {
    double sum = 0;
    long count = 0;
    for (String name : expected.keySet()) {
      assertArrayEquals(expected.get(name), found.get(name), (float) (2 * moved), name);
      for (int i = 0; i < expected.get(name).length; i++) {
        sum += Math.abs(expected.get(name)[i] - found.get(name)[i]);
        count++;
      }
    }
    assertTrue(sum / count < 2 * moved * NOISE, "mean difference " + sum / count);
  }

  @Test
  void givesTheSameBitsWithAnyNumberOfThreads() {
    Map<String, float[]> expected = trained(1);
    for (int threads = 2; threads <= 3; threads++) {
      Map<String, float[]> found = trained(threads);
      for (String name : expected.keySet()) {
        assertArrayEquals(expected.get(name), found.get(name), name + ", threads " + threads);
      }
    }
  }

  private static Map<String, float[]> trained(int threads) {
    Model model = TinyRun.model(0.1f);
    try (Workers some = new Workers(threads)) {
      Trainer<Batch> trainer = trainer(model, TinyRun.CONFIG, new Execution(some));
      for (int step = 0; step < 4; step++) {
        step(trainer, batches(3));
      }
    }
    return TinyRun.values(model);
  }

  @Test
  void dropsOtherValuesInEachMicroBatch() {
    // Both micro-batches see the only window of this text: without dropout they would be equal.
    int[] text = IntStream.range(0, TinyRun.CONTEXT + 1).map(i -> i % 4).toArray();
    Batches same = new Batches(text, 1, TinyRun.CONTEXT, 1);
    TrainingConfig twice = TinyRun.CONFIG.withBatch(1, 2);
    TrainingConfig once = TinyRun.CONFIG.withBatch(1, 1);
    float plainOnce = step(trainer(TinyRun.model(0), once, execution), same).loss();
    float plainTwice = step(trainer(TinyRun.model(0), twice, execution), same).loss();
    assertEquals(plainOnce, plainTwice);
    float droppedOnce = step(trainer(TinyRun.model(0.5f), once, execution), same).loss();
    float droppedTwice = step(trainer(TinyRun.model(0.5f), twice, execution), same).loss();
    assertTrue(droppedOnce != droppedTwice, "both micro-batches dropped the same values");
  }

  @Test
  void clipsTheGradientBeforeTheUpdate() {
    // Without momentum and with a large ε, an update is about rate · gradient / ε.
    Model free = TinyRun.model(0);
    Model bound = TinyRun.model(0);
    TrainingStep first = step(trainer(free, plain(0), execution), batches(3));
    TrainingStep second =
        step(trainer(bound, plain((float) (first.gradientNorm() / 2)), execution), batches(3));
    assertEquals(first.gradientNorm(), second.gradientNorm(), "the norm before clipping");
    // The gradient beside ε bends the step by g/ε.
    double relative = first.gradientNorm() / EPSILON + Close.FEW;
    String name = "model.norm.bias";
    float[] full = TinyRun.values(free).get(name);
    float[] half = TinyRun.values(bound).get(name);
    for (int i = 0; i < full.length; i++) {
      assertEquals(full[i] / 2, half[i], relative * Math.abs(full[i]), "value " + i);
    }
  }

  private static TrainingConfig plain(float clip) {
    return new TrainingConfig(
        1,
        3,
        1,
        new TrainingConfig.Rate(1, 0, 0),
        new TrainingConfig.Decay(0, 0, EPSILON, 0),
        clip,
        1,
        new TrainingConfig.Pauses(0, 0));
  }

  @Test
  void refusesALossThatIsNotFiniteBeforeItGoesBack() {
    Model model = TinyRun.model(0);
    AtomicInteger products = new AtomicInteger();
    Kernels counting = HookedKernels.of((dW, first) -> products.incrementAndGet());
    Execution execution = new Execution(workers, counting, new Workspace());
    Trainer<Batch> trainer = trainer(model, TinyRun.CONFIG, execution);
    step(trainer, batches(3));
    model.trainable().get("model.embed_tokens.weight").fill(Float.NaN);
    Map<String, float[]> before = TinyRun.values(model);
    int productsBefore = products.get();
    DivergenceException thrown =
        assertThrows(DivergenceException.class, () -> step(trainer, batches(3)));
    assertEquals(2, thrown.step());
    assertTrue(Float.isNaN(thrown.loss()));
    assertTrue(thrown.getMessage().contains("at step 2 the loss is NaN"), thrown.getMessage());
    assertTrue(productsBefore > 0, "the hook does not count");
    assertEquals(productsBefore, products.get());
    assertEquals(1, trainer.steps());
    Map<String, float[]> after = TinyRun.values(model);
    before.forEach((name, values) -> assertArrayEquals(values, after.get(name), name));
  }

  @Test
  void refusesAGradientThatIsNotFiniteAndChangesNothing() {
    Model model = TinyRun.model(0);
    Map<String, float[]> before = TinyRun.values(model);
    Kernels broken = HookedKernels.of((dW, first) -> dW[first] = Float.POSITIVE_INFINITY);
    Execution execution = new Execution(workers, broken, new Workspace());
    Trainer<Batch> trainer = trainer(model, TinyRun.CONFIG, execution);
    DivergenceException thrown =
        assertThrows(DivergenceException.class, () -> step(trainer, batches(3)));
    assertTrue(thrown.getMessage().contains("norm of its gradient Infinity"), thrown.getMessage());
    assertEquals(0, trainer.steps());
    Map<String, float[]> after = TinyRun.values(model);
    before.forEach((name, values) -> assertArrayEquals(values, after.get(name), name));
  }
}
