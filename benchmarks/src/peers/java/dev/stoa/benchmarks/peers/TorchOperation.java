package dev.stoa.benchmarks.peers;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.jni.JniUtils;
import ai.djl.training.GradientCollector;
import dev.stoa.autograd.Gradients;
import dev.stoa.autograd.Tape;
import dev.stoa.runtime.Execution;
import dev.stoa.runtime.Workers;
import dev.stoa.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/**
 * An operation of the tape and the same function in PyTorch, forward or forward and backward, the
 * gradient of the result being random. Both add to gradients that are there.
 */
final class TorchOperation implements Comparison.Sides {
  /** Stoa's operation. */
  @FunctionalInterface
  interface Operation {
    Tensor apply(Tape tape, List<Tensor> inputs);
  }

  /**
   * What to compare.
   *
   * @param inputs shapes of the inputs, which are normally distributed and get gradients
   * @param constants further arguments of PyTorch's function, as it takes them
   * @param names of all arguments
   * @param statements PyTorch's function, the last one a return
   * @param operation Stoa's
   */
  record Work(
      List<int[]> inputs,
      List<Constant> constants,
      List<String> names,
      List<String> statements,
      Operation operation) {}

  /** Makes an argument without a gradient. */
  @FunctionalInterface
  interface Constant {
    NDArray make(NDManager manager);
  }

  /** Seed of the result's gradient. */
  private static final int GRADIENT = 100;

  private final Operation operation;
  private final boolean backward;
  private final List<Tensor> inputs = new ArrayList<>();
  private final Gradients gradients;
  private final Tape tape;
  private float[] result = {};
  private Tensor gradient;

  private final NDManager manager = NDManager.newBaseManager("PyTorch");
  private final NDArray[] arguments;
  private NDArray theirGradient;
  private final TorchFunction function;

  TorchOperation(Workers workers, Work work, boolean backward) {
    operation = work.operation;
    this.backward = backward;
    tape = new Tape(new Execution(workers));
    JniUtils.setNumThreads(workers.threads());
    List<NDArray> theirs = new ArrayList<>();
    for (int[] shape : work.inputs) {
      Tensor input = Tensor.zeros(shape);
      System.arraycopy(normal(inputs.size(), input.size()), 0, input.data(), 0, input.size());
      inputs.add(input);
      NDArray array = manager.create(input.toArray(), shapeOf(shape));
      array.setRequiresGradient(backward);
      theirs.add(array);
    }
    work.constants.forEach(constant -> theirs.add(constant.make(manager)));
    gradients = new Gradients(inputs);
    arguments = theirs.toArray(NDArray[]::new);
    function =
        new TorchFunction(manager, work.names, "Tensor", work.statements.toArray(String[]::new));
  }

  private static Shape shapeOf(int[] shape) {
    return new Shape(Arrays.stream(shape).asLongStream().toArray());
  }

  /** Values of a normal distribution. */
  static float[] normal(int seed, int size) {
    Random random = new Random(seed);
    float[] values = new float[size];
    for (int i = 0; i < size; i++) {
      values[i] = (float) random.nextGaussian();
    }
    return values;
  }

  @Override
  public void ours() {
    if (backward) {
      tape.begin(gradients, null);
    } else {
      tape.begin();
    }
    Tensor y = operation.apply(tape, inputs);
    if (gradient == null) {
      result = y.toArray();
      gradient = Tensor.zeros(y.shape().toArray());
      System.arraycopy(normal(GRADIENT, y.size()), 0, gradient.data(), 0, y.size());
      theirGradient = manager.create(gradient.data(), shapeOf(y.shape().toArray()));
    }
    if (backward) {
      tape.backward(y, gradient);
    }
  }

  @Override
  public void theirs() {
    if (!backward) {
      function.call(arguments).close();
      return;
    }
    try (GradientCollector _ = Engine.getEngine("PyTorch").newGradientCollector()) {
      NDArray y = function.record(arguments).singletonOrThrow();
      JniUtils.backward((PtNDArray) y, (PtNDArray) theirGradient, false, false);
      y.close();
    }
  }

  /**
   * Results within 16 units in the last place; gradients, which are sums over up to all rows,
   * within as many for each term's usual error.
   */
  @Override
  public double error() {
    float[] theirs =
        (backward ? function.record(arguments) : function.call(arguments))
            .singletonOrThrow()
            .toFloatArray();
    double worst = error(result, theirs, 16 * 0x1p-24);
    for (int i = 0; backward && i < inputs.size(); i++) {
      float[] expected = arguments[i].getGradient().toFloatArray();
      double terms = Math.max(1, (double) inputs.getFirst().size() / expected.length);
      double tolerance = 64 * 0x1p-24 * Math.sqrt(terms);
      float[] ours = gradients.of(inputs.get(i)).toArray();
      worst = Math.max(worst, error(ours, expected, tolerance));
    }
    return worst;
  }

  /**
   * The difference of two results, where each value may be off by a share of itself and of the root
   * mean square of all: what cancels is as inexact as what it was made of.
   */
  static double error(float[] ours, float[] theirs, double tolerance) {
    double squares = 0;
    for (float value : theirs) {
      squares += (double) value * value;
    }
    double usual = Math.sqrt(squares / theirs.length);
    return Difference.greatest(ours, theirs, i -> tolerance * (Math.abs(theirs[i]) + usual));
  }

  @Override
  public int peerThreads() {
    return JniUtils.getNumThreads();
  }

  @Override
  public void close() {
    function.close();
    manager.close();
  }
}
