package dev.stoa.train;

import dev.stoa.autograd.Gradients;
import dev.stoa.autograd.Tape;
import dev.stoa.objective.Objective;
import dev.stoa.optim.GradientClipping;
import dev.stoa.optim.Optimizer;
import dev.stoa.runtime.CounterRandom;
import dev.stoa.runtime.Execution;
import dev.stoa.schedule.Schedule;
import dev.stoa.tensor.Tensor;
import java.util.SequencedMap;
import java.util.function.IntFunction;

/**
 * Trains parameters one step at a time, in memory. A step goes forward and back through the
 * objective for each of its micro-batches, clips the gradient, and lets the optimizer move the
 * parameters at the rate of the schedule. Which parameters are trained is the caller's choice: all
 * others are constants.
 *
 * <p>The parameters after n steps are a function of the first ones and of the batches, whatever the
 * number of threads. What is trained must not be used by another thread.
 *
 * @param <B> what a micro-batch is
 */
public final class Trainer<B> {
  private final Objective<B> objective;
  private final Optimizer optimizer;
  private final Schedule schedule;
  private final Reducer reducer;
  private final Update update;
  private final Execution execution;
  private final Tape tape;
  private final Gradients gradients;
  private final GradientClipping clipping;

  /**
   * How the gradients of a step come together.
   *
   * @param accumulate micro-batches whose gradients make one update, at least 1
   * @param clip longest gradient, above 0, or 0 for no limit
   * @param seed of the dropout masks
   */
  public record Update(int accumulate, float clip, long seed) {
    /**
     * Checks the numbers.
     *
     * @throws IllegalArgumentException if accumulate is below 1, or clip negative or not finite
     */
    public Update {
      if (accumulate < 1) {
        throw new IllegalArgumentException("accumulate must be at least 1, not " + accumulate);
      }
      if (!(clip >= 0 && clip < Float.POSITIVE_INFINITY)) {
        throw new IllegalArgumentException("clip must be finite and not negative, not " + clip);
      }
    }
  }

  /**
   * A trainer that goes on where the optimizer is.
   *
   * @param trained the parameters that change, by name, in an order on which the last bits of the
   *     gradient's norm depend
   * @param objective what is made smaller
   * @param optimizer moves exactly these parameters
   * @param schedule the learning rate of each step
   * @param reducer {@link Reducer#ALONE}, or what brings several processes together
   * @param update how the gradients of a step come together
   * @param execution what runs it
   */
  public Trainer(
      SequencedMap<String, Tensor> trained,
      Objective<B> objective,
      Optimizer optimizer,
      Schedule schedule,
      Reducer reducer,
      Update update,
      Execution execution) {
    this.objective = objective;
    this.optimizer = optimizer;
    this.schedule = schedule;
    this.reducer = reducer;
    this.update = update;
    this.execution = execution;
    tape = new Tape(execution);
    gradients = new Gradients(trained.values());
    clipping = new GradientClipping(trained.values());
  }

  /**
   * Makes one update.
   *
   * @param microBatches the micro-batch of each number, from 0
   * @return what the step did
   * @throws DivergenceException if the loss or its gradient is not finite; parameters and optimizer
   *     are then as they were
   */
  public TrainingStep step(IntFunction<B> microBatches) {
    long start = System.nanoTime();
    int step = steps();
    gradients.clear();
    double sum = 0;
    int tokens = 0;
    for (int i = 0; i < update.accumulate && Double.isFinite(sum); i++) {
      B batch = microBatches.apply(i);
      sum += addGradients(batch, step * update.accumulate + i);
      tokens += objective.size(batch);
    }
    float loss = (float) reducer.reduce(gradients, sum / update.accumulate);
    if (!Float.isFinite(loss)) {
      throw new DivergenceException(steps() + 1, loss, Double.NaN);
    }
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
   * @return the loss, which goes back only if it is finite
   */
  private float addGradients(B batch, int number) {
    tape.begin(gradients, new CounterRandom(update.seed, CounterRandom.DROPOUT, number));
    Tensor result = objective.loss(tape, batch);
    float loss = result.data()[result.offset()];
    if (Float.isFinite(loss)) {
      // The mean over the step's tokens is the mean of the micro-batches' means: all have one size.
      tape.backward(result, 1f / update.accumulate);
    }
    return loss;
  }

  private double clip() {
    return update.clip > 0
        ? clipping.clip(execution.workers(), gradients, update.clip)
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
