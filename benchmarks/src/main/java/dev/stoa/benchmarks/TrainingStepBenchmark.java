package dev.stoa.benchmarks;

import dev.stoa.data.Batch;
import dev.stoa.data.Batches;
import dev.stoa.model.Model;
import dev.stoa.model.ModelConfig;
import dev.stoa.nn.ParameterSource;
import dev.stoa.train.Trainer;
import dev.stoa.train.TrainingConfig;
import dev.stoa.train.TrainingStep;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * What does one training step of nanoGPT's configuration for a CPU cost: 4 layers of 128 channels,
 * 12 windows of 64 characters?
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Fork(1)
@Warmup(iterations = 5, time = 2)
@Measurement(iterations = 10, time = 1)
public class TrainingStepBenchmark {
  private static final int VOCABULARY = 65;
  private static final int CONTEXT = 64;
  private static final int BATCH = 12;

  private Trainer<Batch> trainer;
  private Batches batches;

  /** Makes a model, and tokens without meaning. */
  @Setup
  public void build(Threads threads) {
    ModelConfig config =
        ModelConfig.gpt2(VOCABULARY, CONTEXT, 128, 4, 4, new ModelConfig.Options(false, 0));
    Model model = new Model(config, ParameterSource.random(1));
    TrainingConfig training = TrainingConfig.of(1_000_000, BATCH);
    trainer = training.trainer(model, training.newOptimizer(model), threads.execution);
    int[] tokens = new Random(1).ints(100_000, 0, VOCABULARY).toArray();
    batches = new Batches(tokens, BATCH, CONTEXT, 1);
  }

  /** Forward, backward, clipping and AdamW. */
  @Benchmark
  public TrainingStep step() {
    return trainer.step(microBatch -> batches.at(trainer.steps(), microBatch));
  }
}
