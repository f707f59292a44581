package dev.stoa.train;

import dev.stoa.autograd.CrossEntropyOp;
import dev.stoa.autograd.Gradients;
import dev.stoa.autograd.Tape;
import dev.stoa.data.Batch;
import dev.stoa.data.Batches;
import dev.stoa.model.Transformer;
import dev.stoa.optim.AdamW;
import dev.stoa.optim.GradientClipping;
import dev.stoa.optim.Optimizer;
import dev.stoa.optim.ParameterGroup;
import dev.stoa.runtime.CounterRandom;
import dev.stoa.runtime.Execution;
import dev.stoa.schedule.Schedule;
import dev.stoa.tensor.Tensor;

/**
 * Trains a model one step at a time, in memory. A step draws a batch, goes forward and back through
 * the model, clips the gradient, and lets AdamW move the weights at the rate of the schedule.
 *
 * <p>The weights after n steps are a function of the first weights, the configuration and the text,
 * whatever the number of threads. A model that is trained must not be used by another thread.
 */
public final class Trainer {
  private final Transformer model;
  private final TrainingConfig config;
  private final Execution execution;
  private final Optimizer optimizer;
  private final Schedule schedule;
  private final Tape tape;
  private final Gradients gradients;
  private final GradientClipping clipping;

  /**
   * A trainer that has made no step yet.
   *
   * @param model the model, whose dense weights are trained
   * @param config how
   * @param execution what runs it
   */
  public Trainer(Transformer model, TrainingConfig config, Execution execution) {
    this(model, config, execution, newOptimizer(model, config));
  }

  /** A trainer that goes on where an optimizer is. */
  Trainer(Transformer model, TrainingConfig config, Execution execution, Optimizer optimizer) {
    this.model = model;
    this.config = config;
    this.execution = execution;
    this.optimizer = optimizer;
    schedule = config.schedule();
    tape = new Tape(execution);
    gradients = new Gradients(model.trainable().values());
    clipping = new GradientClipping(model.trainable().values());
  }

  static AdamW newOptimizer(Transformer model, TrainingConfig config) {
    return new AdamW(
        ParameterGroup.matricesDecay(model.trainable(), config.weightDecay()),
        config.beta1(),
        config.beta2(),
        config.epsilon());
  }

  /**
   * Makes one update.
   *
   * @param batches where the step's batch is drawn from
   * @return what the step did
   * @throws DivergenceException if the loss or its gradient is not finite; weights and optimizer
   *     are then as they were
   */
  public TrainingStep step(Batches batches) {
    long start = System.nanoTime();
    int step = steps();
    gradients.clear();
    double sum = 0;
    int tokens = 0;
    for (int microBatch = 0; microBatch < config.accumulate(); microBatch++) {
      Batch batch = batches.at(step, microBatch);
      sum += addGradients(batch, step * config.accumulate() + microBatch);
      tokens += batch.inputs().length;
    }
    float loss = (float) (sum / config.accumulate());
    double norm = clip();
    if (!Double.isFinite(norm)) {
      throw new DivergenceException(steps() + 1, loss, norm);
    }
    float rate = schedule.rate(step);
    optimizer.step(execution.workers(), gradients, rate);
    return new TrainingStep(steps(), loss, norm, rate, tokens, System.nanoTime() - start);
  }

  /**
   * Adds the gradient of a micro-batch's part of the loss.
   *
   * @param number of the micro-batch in the whole run: the key of its dropout masks
   */
  private float addGradients(Batch batch, int number) {
    tape.begin(gradients, new CounterRandom(config.seed(), CounterRandom.DROPOUT, number));
    Tensor logits = model.logits(tape, batch.inputs(), batch.segments());
    Tensor result = CrossEntropyOp.apply(tape, logits, batch.targets());
    float loss = result.data()[result.offset()];
    if (!Float.isFinite(loss)) {
      throw new DivergenceException(steps() + 1, loss, Double.NaN);
    }
    // The mean over the step's tokens is the mean of the micro-batches' means: all have one size.
    tape.backward(result, 1f / config.accumulate());
    return loss;
  }

  private double clip() {
    return config.clip() > 0
        ? clipping.clip(execution.workers(), gradients, config.clip())
        : clipping.norm(execution.workers(), gradients);
  }

  /**
   * How many updates were made.
   *
   * @return steps, those before a resume among them
   */
  public int steps() {
    return optimizer.steps();
  }
}
