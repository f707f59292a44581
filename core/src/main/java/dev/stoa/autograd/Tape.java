package dev.stoa.autograd;

import dev.stoa.runtime.CounterRandom;
import dev.stoa.runtime.Execution;
import dev.stoa.runtime.Workspace;
import dev.stoa.tensor.Shape;
import dev.stoa.tensor.Tensor;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;

/**
 * Runs operations and, when it records, remembers how to go back through them.
 *
 * <p>Operations are static methods that take a tape first. One of your own looks like those of
 * {@link Operations}, which use nothing else:
 *
 * {@snippet :
 * static Tensor square(Tape tape, Tensor x) { // x without gaps between its rows
 *   Tensor y = tape.take(x.shape());
 *   for (int i = 0; i < x.size(); i++) {
 *     float value = x.data()[x.offset() + i];
 *     y.data()[y.offset() + i] = value * value;
 *   }
 *   return tape.record(y, Saved.of(x), (dY, saved) -> {
 *     Tensor dX = tape.gradient(x); // dX += 2 x · dY
 *     for (int i = 0; dX != null && i < dX.size(); i++) {
 *       float value = saved.get(0).data()[saved.get(0).offset() + i];
 *       dX.data()[dX.offset() + i] += 2 * value * dY.data()[dY.offset() + i];
 *     }
 *   }, x);
 * }
 * }
 *
 * <p>Results live in the workspace of the execution: until the next {@link #begin} of any tape on
 * it, so that two models that run in turns need an execution each, or, while nothing is recorded,
 * until {@link #keepOnly} frees them. What is recorded stands in the order of computation, so the
 * backward pass is a walk from the end; as it goes it frees what each operation held. Used by one
 * thread at a time.
 */
public final class Tape {
  private final Execution execution;
  private final List<Step> steps = new ArrayList<>();
  private final Set<Tensor> tracked = Collections.newSetFromMap(new IdentityHashMap<>());
  private final Set<Tensor> constants = Collections.newSetFromMap(new IdentityHashMap<>());
  private final Aliases aliases = new Aliases();
  private Gradients gradients;
  private CounterRandom random;

  /** The height of the workspace behind what the last recorded operation took. */
  private int height;

  /** How many operations the pass has had, which tells its dropout masks apart. */
  private int operations;

  /** One recorded operation; mark is the height of the workspace before its results were taken. */
  private record Step(Tensor result, Saved saved, Backward backward, int mark) {}

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
    forget();
    execution.workspace().release(0);
    if (gradients != null) {
      gradients.dropAll();
      gradients.parameters().forEach(aliases::add);
    }
  }

  private void forget() {
    steps.clear();
    tracked.clear();
    constants.clear();
    aliases.clear();
    height = 0;
    operations = 0;
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
   * Memory for a result or for scratch, that lives as long as results do.
   *
   * @param rows its rows
   * @param columns its columns
   * @return a tensor [rows, columns] whose values are arbitrary
   */
  public Tensor take(int rows, int columns) {
    return execution.workspace().take(rows, columns);
  }

  /**
   * Memory for a result or for scratch of any shape.
   *
   * @param shape its shape
   * @return a tensor of that shape whose values are arbitrary
   */
  public Tensor take(Shape shape) {
    Tensor matrix = take(shape.rows(), shape.columns());
    return matrix.shape().equals(shape)
        ? matrix
        : new Tensor(matrix.data(), matrix.offset(), shape);
  }

  /**
   * Whether the gradient of a tensor is wanted: it is a parameter or computed from one.
   *
   * @param tensor an input of an operation
   * @return whether the operation has to be recorded for it
   * @throws IllegalArgumentException if the tensor shares values with a parameter or a result of
   *     this tape without the tape knowing, so that its gradient would be lost
   */
  public boolean tracks(Tensor tensor) {
    if (gradients == null) {
      return false;
    }
    if (tracked.contains(tensor) || gradients.isParameter(tensor)) {
      return true;
    }
    if (!constants.contains(tensor)) {
      aliases.requireNone(tensor);
    }
    return false;
  }

  /**
   * Declares that a tensor is a constant although it shares values with a result of this pass:
   * nothing goes back through it.
   *
   * @param tensor a view of a result
   * @return the tensor itself
   */
  Tensor constant(Tensor tensor) {
    if (gradients != null) {
      constants.add(tensor);
    }
    return tensor;
  }

  /**
   * Records an operation, if the tape records and tracks one of its inputs; call it with the result
   * computed.
   *
   * @param result the result, a tensor that no other operation has returned
   * @param saved what the backward pass needs of the forward pass
   * @param backward adds to the gradients of the inputs
   * @param inputs everything that a gradient can go to; null where an optional one is missing
   * @return the result
   * @throws IllegalArgumentException if an input shares values with a parameter or a result of this
   *     tape without the tape knowing, or the result is one itself
   */
  public Tensor record(Tensor result, Saved saved, Backward backward, Tensor... inputs) {
    boolean wanted = false;
    for (Tensor input : inputs) {
      wanted |= input != null && tracks(input);
    }
    if (gradients != null) {
      operations++;
    }
    if (wanted) {
      if (gradients.isParameter(result) || !tracked.add(result)) {
        throw new IllegalArgumentException(
            result + " is recorded already: an operation returns a tensor of its own");
      }
      aliases.add(result);
      steps.add(new Step(result, saved, backward, height));
      height = mark();
    }
    return result;
  }

  /**
   * Where a backward pass adds up the gradient of an input.
   *
   * @param input an input of the operation that is gone back through, or null
   * @return [rows, columns] of the input seen as a matrix, rows without gaps; null if the gradient
   *     is not wanted
   */
  public Tensor gradient(Tensor input) {
    return input != null && tracks(input) ? gradients.sumFor(input, execution) : null;
  }

  /**
   * Adds to the gradient of an input, if it is wanted.
   *
   * @param input an input of the operation that is gone back through
   * @param gradient what to add, as many values as the input, rows without gaps
   * @throws IllegalArgumentException if it has not
   */
  public void addGradient(Tensor input, Tensor gradient) {
    if (gradient.size() != input.size() || !gradient.isContiguous()) {
      throw new IllegalArgumentException(
          "the gradient of %s needs %d values without gaps, not %s"
              .formatted(input, input.size(), gradient));
    }
    if (tracks(input)) {
      gradients.add(input, gradient, execution);
    }
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
    Tensor dense =
        gradient.isContiguous()
            ? gradient
            : Tensor.of(gradient.toArray(), gradient.shape().toArray());
    gradients.add(result, dense, execution);
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
        step.backward.run(dY, step.saved);
        gradients.drop(step.result);
      }
      tracked.remove(step.result);
      aliases.remove(step.result);
      workspace.release(step.mark);
    }
    gradients = null;
    forget();
  }

  /** The key of this step's dropout masks, or null while there is no dropout. */
  CounterRandom random() {
    return random;
  }

  /** How many operations the pass has had so far, whether their inputs are trained or not. */
  int operations() {
    return operations;
  }
}
