package dev.stoa.contract.core;

import static dev.stoa.contract.core.Close.assertClose;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import dev.stoa.autograd.Gradients;
import dev.stoa.autograd.Operations;
import dev.stoa.autograd.Tape;
import dev.stoa.runtime.Execution;
import dev.stoa.runtime.Workers;
import dev.stoa.tensor.Shape;
import dev.stoa.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/**
 * What an operation on the tape must do, forward and back: compute its function, and add to the
 * gradient of each input what central differences of the same function in double give, (f(x + h) −
 * f(x − h)) / 2h. They are exact to about ten digits, so that the gradients must agree to the
 * precision of float32.
 *
 * <p>To judge an operation, a layer or a loss of your own, extend this class and give it three
 * things: the operation, its formula in double, and inputs. Parameters of a layer are inputs too;
 * what has no gradient, such as token ids, is not.
 */
@DisplayName("An operation on the tape")
public abstract class GradientContract {
  private static final double STEP = 1e-5;

  /**
   * The operation.
   *
   * @param tape runs and records it
   * @param inputs shaped as {@link #inputs} or {@link #largeInputs}, other objects
   * @return its result
   */
  protected abstract Tensor apply(Tape tape, List<Tensor> inputs);

  /**
   * The same function in double, written plainly.
   *
   * @param inputs the same inputs
   * @return the result, in the shape of the operation's
   */
  protected abstract Values formula(List<Values> inputs);

  /**
   * Inputs at which the function has a derivative: a few dozen values, since each is moved by
   * itself.
   *
   * @return the same values at each call
   */
  protected abstract List<Tensor> inputs();

  /**
   * Inputs that are large enough for the work to be shared between threads, from some ten thousand
   * values on.
   *
   * @return the same values at each call; {@link #inputs} unless overridden
   */
  protected List<Tensor> largeInputs() {
    return inputs();
  }

  /**
   * The allowed error, relative to the greatest value of a tensor.
   *
   * @return 2·10⁻⁵ unless overridden: float32 sums of a few dozen terms
   */
  protected double tolerance() {
    return 2e-5;
  }

  /**
   * Values of a normal distribution to use as an input.
   *
   * @param seed another seed, other values
   * @param dimensions sizes, outermost first
   * @return the same values for the same arguments
   */
  protected static Tensor normal(long seed, int... dimensions) {
    return Tensor.of(Draws.normal(seed, Shape.of(dimensions).size()), dimensions);
  }

  @Nested
  @DisplayName("computes its function")
  class Forward {

    @Test
    void asTheFormulaInDouble() {
      check(inputs());
    }

    @Test
    void ofLargeInputs() {
      check(largeInputs());
    }

    private void check(List<Tensor> x) {
      Values expected = formula(values(x));
      Pass pass = pass(2, x, x);
      assertArrayEquals(expected.shape(), pass.shape, "the shape of the result");
      assertNear("result", expected.data(), pass.result, pass.shape);
    }
  }

  @Nested
  @DisplayName("passes the gradient check")
  class GradientCheck {

    @Test
    void againstCentralDifferences() {
      List<Tensor> x = inputs();
      pass(2, x, x).requireGradients("gradient", x);
    }

    /** Σ dX · v must be the derivative of L(x + t v) by t. */
    @Test
    void alongARandomDirectionOfLargeInputs() {
      List<Tensor> x = largeInputs();
      Pass pass = pass(2, x, x);
      List<Values> above = values(x);
      List<Values> below = values(x);
      double step = STEP / 10;
      double sum = 0;
      double size = 0;
      for (int input = 0; input < x.size(); input++) {
        float[] direction = Draws.normal(700 + input, x.get(input).size());
        for (int i = 0; i < direction.length; i++) {
          above.get(input).data()[i] += step * direction[i];
          below.get(input).data()[i] -= step * direction[i];
          double part = (double) direction[i] * pass.gradients.get(input)[i];
          sum += part;
          size += Math.abs(part);
        }
      }
      double[] coefficients = Draws.doubles(pass.coefficients);
      double rise = dot(coefficients, formula(above)) - dot(coefficients, formula(below));
      double bound = tolerance() * Math.max(1e-3, size);
      assertEquals(rise / (2 * step), sum, bound, "the derivative along a direction");
    }
  }

  @Nested
  @DisplayName("keeps the laws of the tape")
  class Laws {

    @Test
    void gradientsAreAddedToThoseOfEarlierPasses() {
      List<Tensor> x = inputs();
      try (Workers workers = new Workers(1)) {
        Gradients gradients = new Gradients(x);
        Tape tape = new Tape(new Execution(workers));
        Tensor y = recorded(tape, gradients, x);
        int[] shape = y.shape().toArray();
        double[] sum = new double[y.size()];
        for (int pass = 0; pass < 2; pass++) {
          y = pass == 0 ? y : recorded(tape, gradients, x);
          float[] coefficients = Draws.normal(100 + pass, y.size());
          Arrays.setAll(sum, i -> sum[i] + coefficients[i]);
          tape.backward(y, Tensor.of(coefficients, shape));
        }
        requireGradients("gradient after two passes", x, gradients, sum);
      }
    }

    /** Two results of the same inputs: L = Σ c · y + Σ d · y′. */
    @Test
    void aTensorUsedTwiceGetsTheSumOfBothGradients() {
      List<Tensor> x = inputs();
      try (Workers workers = new Workers(1)) {
        Gradients gradients = new Gradients(x);
        Tape tape = new Tape(new Execution(workers));
        tape.begin(gradients, null);
        List<Tensor> results = x.stream().map(input -> Operations.add(tape, input, 0)).toList();
        Tensor one = apply(tape, results);
        Tensor other = apply(tape, results);
        float[] c = Draws.normal(200, one.size());
        float[] d = Draws.normal(201, one.size());
        Tensor loss = Operations.add(tape, weighted(tape, one, c), weighted(tape, other, d));
        double[] sum = new double[c.length];
        Arrays.setAll(sum, i -> (double) c[i] + d[i]);
        tape.backward(loss, 1);
        requireGradients("gradient of both uses", x, gradients, sum);
      }
    }

    private Tensor weighted(Tape tape, Tensor y, float[] coefficients) {
      Tensor factors = Tensor.of(coefficients, y.shape().toArray());
      return Operations.sum(tape, Operations.multiply(tape, y, factors));
    }

    @Test
    void anInputHasItsGradientWhileTheOthersAreConstants() {
      List<Tensor> x = inputs();
      for (Tensor wanted : x) {
        pass(1, x, List.of(wanted)).requireGradients("gradient, the others constant,", x);
      }
    }

    @Test
    void nothingIsRecordedOfConstants() {
      try (Workers workers = new Workers(1)) {
        Tape tape = new Tape(new Execution(workers));
        Tensor result = recorded(tape, new Gradients(List.of(normal(0, 1))), inputs());
        assertFalse(tape.tracks(result), "a result of constants is tracked");
      }
    }

    @Test
    void theResultIsTheSameWithoutARecording() {
      List<Tensor> x = inputs();
      try (Workers workers = new Workers(2)) {
        Tape tape = new Tape(new Execution(workers));
        tape.begin();
        assertArrayEquals(pass(2, x, x).result, apply(tape, x).toArray(), "not recorded");
      }
    }

    @Test
    void inputsAreNotChanged() {
      List<Tensor> x = inputs();
      List<float[]> before = x.stream().map(Tensor::toArray).toList();
      pass(1, x, x);
      for (int i = 0; i < before.size(); i++) {
        assertArrayEquals(before.get(i), x.get(i).toArray(), "input " + i);
      }
    }

    /** Memory is arbitrary when it is taken: what an earlier pass left there must not count. */
    @Test
    void whatWasComputedBeforeDoesNotMatter() {
      List<Tensor> x = inputs();
      List<Tensor> reversed = x.stream().map(GradientContract::reversed).toList();
      Pass fresh = pass(1, x, x);
      try (Workers workers = new Workers(1)) {
        Tape tape = new Tape(new Execution(workers));
        Pass unused = new Pass(tape, reversed, reversed);
        Pass second = new Pass(tape, x, x);
        assertEquals(fresh.result.length, unused.result.length, "number of values");
        fresh.requireSameBits(second, "after another pass");
      }
    }
  }

  @Nested
  @DisplayName("takes inputs as they lie")
  class Edges {

    /** Columns of wider matrices, with NaN in the gaps. */
    @Test
    void inputsMayHaveGapsBetweenTheirRows() {
      List<Tensor> x = inputs();
      List<Tensor> columns = x.stream().map(GradientContract::withGaps).toList();
      Pass pass = pass(1, columns, columns);
      assertNear("result of gaps", formula(values(x)).data(), pass.result, pass.shape);
      pass.requireGradients("gradient of columns", x);
    }
  }

  @Nested
  @DisplayName("gives the same bits")
  class SameBits {

    @Test
    void withOneAndWithThreeThreads() {
      List<Tensor> x = largeInputs();
      pass(1, x, x).requireSameBits(pass(3, x, x), "with three threads");
    }
  }

  private Tensor recorded(Tape tape, Gradients gradients, List<Tensor> x) {
    tape.begin(gradients, null);
    return apply(tape, x);
  }

  private Pass pass(int threads, List<Tensor> x, List<Tensor> parameters) {
    try (Workers workers = new Workers(threads)) {
      return new Pass(new Tape(new Execution(workers)), x, parameters);
    }
  }

  /** Forward, and back from L = Σ c · y with random c. */
  private final class Pass {
    private final float[] result;
    private final int[] shape;
    private final float[] coefficients;

    /** Of each input, null where it is a constant. */
    private final List<float[]> gradients = new ArrayList<>();

    Pass(Tape tape, List<Tensor> x, List<Tensor> parameters) {
      Gradients sums = new Gradients(parameters);
      Tensor y = recorded(tape, sums, x);
      result = y.toArray();
      shape = y.shape().toArray();
      coefficients = Draws.normal(17, y.size());
      tape.backward(y, Tensor.of(coefficients, shape));
      for (Tensor input : x) {
        gradients.add(parameters.contains(input) ? sums.of(input).toArray() : null);
      }
    }

    void requireGradients(String what, List<Tensor> x) {
      GradientContract.this.requireGradients(what, x, gradients, Draws.doubles(coefficients));
    }

    void requireSameBits(Pass other, String when) {
      assertArrayEquals(result, other.result, "the result " + when);
      for (int i = 0; i < gradients.size(); i++) {
        assertArrayEquals(
            gradients.get(i), other.gradients.get(i), "the gradient of input " + i + " " + when);
      }
    }
  }

  private void requireGradients(
      String what, List<Tensor> x, Gradients gradients, double[] coefficients) {
    List<float[]> actual = x.stream().map(input -> gradients.of(input).toArray()).toList();
    requireGradients(what, x, actual, coefficients);
  }

  private void requireGradients(
      String what, List<Tensor> x, List<float[]> gradients, double[] coefficients) {
    for (int i = 0; i < x.size(); i++) {
      if (gradients.get(i) != null) {
        double[] expected = differences(values(x), i, coefficients);
        assertNear(what + " of input " + i, expected, gradients.get(i), x.get(i).shape().toArray());
      }
    }
  }

  /** Derivatives of L = Σ c · f(x) by each value of one input. */
  private double[] differences(List<Values> x, int input, double[] coefficients) {
    double[] moved = x.get(input).data();
    double[] derivatives = new double[moved.length];
    for (int i = 0; i < moved.length; i++) {
      double before = moved[i];
      moved[i] = before + STEP;
      double above = dot(coefficients, formula(x));
      moved[i] = before - STEP;
      derivatives[i] = (above - dot(coefficients, formula(x))) / (2 * STEP);
      moved[i] = before;
    }
    return derivatives;
  }

  private static double dot(double[] coefficients, Values y) {
    return IntStream.range(0, coefficients.length)
        .mapToDouble(i -> coefficients[i] * y.data()[i])
        .sum();
  }

  private void assertNear(String what, double[] expected, float[] actual, int... shape) {
    double scale = Arrays.stream(expected).map(Math::abs).reduce(1e-3, Math::max);
    assertClose(what, expected, actual, 0, tolerance() * scale, shape);
  }

  private static List<Values> values(List<Tensor> x) {
    return x.stream().map(Values::of).toList();
  }

  /** The same values from the last to the first, which keeps them in their domain. */
  private static Tensor reversed(Tensor x) {
    float[] values = x.toArray();
    float[] backwards = new float[values.length];
    for (int i = 0; i < values.length; i++) {
      backwards[i] = values[values.length - 1 - i];
    }
    return Tensor.of(backwards, x.shape().toArray());
  }

  /** The same values as columns of a wider matrix; a single row stays as it is. */
  private static Tensor withGaps(Tensor x) {
    if (x.rows() <= 1) {
      return x;
    }
    int stride = x.columns() + 3;
    float[] data = new float[x.rows() * stride];
    Arrays.fill(data, Float.NaN);
    float[] values = x.toArray();
    for (int row = 0; row < x.rows(); row++) {
      System.arraycopy(values, row * x.columns(), data, row * stride + 1, x.columns());
    }
    return new Tensor(data, 1, x.shape(), stride);
  }
}
