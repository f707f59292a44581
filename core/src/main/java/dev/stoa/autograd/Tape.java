package dev.stoa.autograd;

import dev.stoa.runtime.CounterRandom;
import dev.stoa.runtime.Execution;
import dev.stoa.runtime.Workspace;
import dev.stoa.tensor.Tensor;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;

/**
 * Runs operations and, when it records, remembers how to go back through them.
 *
 * <p>Operations are static methods that take a tape first. Their results live in the tape's
 * workspace: until the next {@link #begin} or, while nothing is recorded, until {@link #keepOnly}
 * frees them. What is recorded stands in the order of computation, so the backward pass is a walk
 * from the end; as it goes it frees what each operation held. Used by one thread at a time.
 */
public final class Tape {
  private final Execution execution;
  private final List<Step> steps = new ArrayList<>();
  private final Set<Tensor> tracked = Collections.newSetFromMap(new IdentityHashMap<>());
  private Gradients gradients;
  private CounterRandom random;

  /** One recorded operation; mark is the height of the workspace before its results were taken. */
  private record Step(Tensor result, Backward backward, int mark) {}

  /**
   * A tape that does not record until it is told to.
   *
   * @param execution what runs the operations
   */
  public Tape(Execution execution) {
    this.execution = execution;
  }

  /** Starts a forward pass that is not recorded; everything computed before is freed. */
  public void begin() {
    begin(null, null);
  }

  /**
   * Starts a forward pass that is recorded; everything computed before is freed.
   *
   * @param gradients where the backward pass adds the gradients of its parameters
   * @param random the key of this step's dropout masks, or null for no dropout
   */
  public void begin(Gradients gradients, CounterRandom random) {
    this.gradients = gradients;
    this.random = random;
    steps.clear();
    tracked.clear();
    execution.workspace().release(0);
  }

  /**
   * What runs the operations.
   *
   * @return threads, kernels and memory
   */
  public Execution execution() {
    return execution;
  }

  /**
   * Whether operations are recorded.
   *
   * @return true after {@link #begin(Gradients, CounterRandom)} until the backward pass
   */
  public boolean recording() {
    return gradients != null;
  }

  /**
   * The present height of the workspace, for {@link #keepOnly}.
   *
   * @return a mark
   */
  public int mark() {
    return execution.workspace().mark();
  }

  /**
   * Frees all results since a mark but one. While recording this does nothing, since the backward
   * pass will need them.
   *
   * @param mark where to free down to
   * @param result the one to keep
   * @return that result
   */
  public Tensor keepOnly(int mark, Tensor result) {
    if (!recording()) {
      execution.workspace().releaseAllBut(mark, result);
    }
    return result;
  }

  /**
   * Goes back from a loss and adds d(scale · loss)/dp to the gradient of every parameter p. Ends
   * the recording: read results before, and begin again afterwards.
   *
   * @param loss a result of this tape with a single value
   * @param scale factor of the loss, 1/n when n passes are accumulated into a mean
   * @throws IllegalStateException if nothing is recorded
   * @throws IllegalArgumentException if the loss has more than one value or does not depend on any
   *     parameter
   */
  public void backward(Tensor loss, float scale) {
    requireRecorded(loss);
    if (loss.size() != 1) {
      throw new IllegalArgumentException(
          "a loss is a single value, not " + loss + "; for other results give their gradient");
    }
    gradients.sumFor(loss, execution).fill(scale);
    walkBack();
  }

  /**
   * Goes back from any result y, given dL/dy, and adds dL/dp to the gradient of every parameter p.
   * Ends the recording as the other form does.
   *
   * @param result a result of this tape
   * @param gradient dL/dy, of the same shape
   * @throws IllegalStateException if nothing is recorded
   * @throws IllegalArgumentException if the shapes differ, or the result is a parameter itself or
   *     does not depend on any
   */
  public void backward(Tensor result, Tensor gradient) {
    requireRecorded(result);
    if (!tracked.contains(result)) {
      throw new IllegalArgumentException(result + " is a parameter, not a result of this tape");
    }
    if (!result.shape().equals(gradient.shape())) {
      throw new IllegalArgumentException(
          "the gradient of %s cannot have the shape %s"
              .formatted(result.shape(), gradient.shape()));
    }
    gradients.add(result, gradient, execution);
    walkBack();
  }

  private void requireRecorded(Tensor result) {
    if (!recording()) {
      throw new IllegalStateException("nothing is recorded: begin the tape with gradients first");
    }
    if (!tracks(result)) {
      throw new IllegalArgumentException(
          "backward needs a result computed by this tape from a parameter, not " + result);
    }
  }

  private void walkBack() {
    Workspace workspace = execution.workspace();
    while (!steps.isEmpty()) {
      Step step = steps.removeLast();
      Tensor dY = gradients.arrivedAt(step.result);
      if (dY != null) {
        step.backward.run(dY);
        gradients.drop(step.result);
      }
      workspace.release(step.mark);
    }
    gradients = null;
    tracked.clear();
  }

  /** A result or scratch matrix for an operation. */
  Tensor take(int rows, int columns) {
    return execution.workspace().take(rows, columns);
  }

  /** Whether the gradient of a tensor is wanted: it is a parameter or computed from one. */
  boolean tracks(Tensor tensor) {
    return gradients != null && (tracked.contains(tensor) || gradients.isParameter(tensor));
  }

  /** Where the gradient of an input is added up, or null if it is not wanted. */
  Tensor gradientOf(Tensor input) {
    return input != null && tracks(input) ? gradients.sumFor(input, execution) : null;
  }

  /** Adds to the gradient of an input, if it is wanted. */
  void addGradient(Tensor input, Tensor gradient) {
    if (tracks(input)) {
      gradients.add(input, gradient, execution);
    }
  }

  /**
   * Records an operation. Called only if it tracks one of the inputs, after the result was
   * computed.
   */
  void record(int mark, Tensor result, Backward backward) {
    tracked.add(result);
    steps.add(new Step(result, backward, mark));
  }

  /** The key of this step's dropout masks, or null while there is no dropout. */
  CounterRandom random() {
    return random;
  }

  /** How many operations are recorded so far: what tells the dropout masks of a step apart. */
  int recorded() {
    return steps.size();
  }
}
