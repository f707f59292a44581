package dev.stoa.autograd;

import static dev.stoa.autograd.Examples.assertValues;
import static dev.stoa.autograd.Examples.gradient;
import static dev.stoa.autograd.Examples.result;
import static dev.stoa.autograd.Examples.row;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.stoa.contract.core.Values;
import dev.stoa.tensor.Tensor;
import java.util.List;
import java.util.stream.DoubleStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

@DisplayName("Reductions")
class ReductionOperationsTest {
  private static final float INFINITE = Float.POSITIVE_INFINITY;

  @Nested
  @DisplayName("in worked examples")
  class WorkedExamples {
    private final Tensor x = Tensor.of(new float[] {1, 2, 3, 5, 7, 9}, 2, 3);

    @Test
    void rowsAndColumnsAreSummedAndAveraged() {
      assertValues(result(tape -> Operations.sum(tape, x, 0)), 6, 9, 12);
      assertValues(result(tape -> Operations.sum(tape, x, 1)), 6, 21);
      assertValues(result(tape -> Operations.mean(tape, x, -1)), 2, 7);
      assertValues(result(tape -> Operations.mean(tape, x)), 4.5);
      assertValues(gradient(x, tape -> Operations.mean(tape, x, 0)), .5, .5, .5, .5, .5, .5);
    }

    /** The distances of 1, 2, 3 from 2 are −1, 0, 1: their squares sum to 2. */
    @Test
    void theVarianceIsTheMeanOfSquaredDistances() {
      assertValues(result(tape -> Operations.variance(tape, x, 1)), 2 / 3.0, 8 / 3.0);
      assertValues(result(tape -> Operations.sampleVariance(tape, x, 1)), 1, 4);
      Tensor row = row(1, 2, 3);
      assertValues(gradient(row, tape -> Operations.variance(tape, row, 1)), -2 / 3.0, 0, 2 / 3.0);
    }

    @Test
    void theGreatestValueGetsTheGradient() {
      assertValues(result(tape -> Operations.max(tape, x, 1)), 3, 9);
      assertValues(gradient(x, tape -> Operations.max(tape, x, 1)), 0, 0, 1, 0, 0, 1);
      assertValues(result(tape -> Operations.max(tape, x)), 9);
    }

    /** exp 0 : exp ln 3 = 1 : 3. */
    @Test
    void softmaxAndItsLogarithm() {
      Tensor row = row(0, (float) Math.log(3));
      assertValues(result(tape -> Operations.softmax(tape, row)), 0.25, 0.75);
      assertValues(
          result(tape -> Operations.logSoftmax(tape, row)), Math.log(0.25), Math.log(0.75));
    }
  }

  @Nested
  @DisplayName("have edges")
  class Edges {

    @Test
    void theGradientOfEqualGreatestValuesGoesToTheFirst() {
      Tensor x = Tensor.of(new float[] {1, 4, 4, 4, 0, 4}, 2, 3);
      assertValues(gradient(x, tape -> Operations.max(tape, x, 1)), 0, 1, 0, 1, 0, 0);
      assertValues(gradient(x, tape -> Operations.max(tape, x, 0)), 0, 1, 1, 1, 0, 0);
      assertValues(gradient(x, tape -> Operations.max(tape, x)), 0, 1, 0, 0, 0, 0);
      Tensor zeros = row(-0f, 0);
      assertValues(gradient(zeros, tape -> Operations.max(tape, zeros)), 1, 0);
    }

    @Test
    void whatIsNotANumberIsTheGreatest() {
      Tensor x = row(1, Float.NaN, 3);
      assertTrue(Float.isNaN(result(tape -> Operations.max(tape, x))[0]));
      assertValues(gradient(x, tape -> Operations.max(tape, x)), 0, 1, 0);
      Tensor low = row(-INFINITE, -INFINITE);
      assertEquals(-INFINITE, result(tape -> Operations.max(tape, low))[0]);
    }

    @Test
    void emptyDimensions() {
      Tensor none = Tensor.zeros(2, 0);
      assertValues(result(tape -> Operations.sum(tape, none, 1)), 0, 0);
      assertEquals(0, result(tape -> Operations.sum(tape, none, 0)).length);
      assertEquals(
          "mean: x[2, 0] has no values along dimension 1",
          message(tape -> Operations.mean(tape, none, 1)));
      message(tape -> Operations.max(tape, none, -1));
      message(tape -> Operations.max(tape, none));
    }

    @Test
    void dimensionsThatAreNotThere() {
      assertEquals(
          "sum: x[1, 2] has no dimension 2; they are counted from 0, or from -1 backwards",
          message(tape -> Operations.sum(tape, row(1, 2), 2)));
      message(tape -> Operations.max(tape, row(1, 2), -3));
    }

    @Test
    void oneValueHasNoSampleVariance() {
      Tensor x = Tensor.of(new float[] {4, 5}, 2, 1);
      assertValues(result(tape -> Operations.variance(tape, x, 1)), 0, 0);
      assertEquals(
          "sampleVariance: dimension 1 of x[2, 1] has too few values",
          message(tape -> Operations.sampleVariance(tape, x, 1)));
    }

    /** A float sum of a million times 0.1 one by one would be 100958. */
    @Test
    void aLongSumIsExact() {
      Tensor x = Tensor.zeros(1_000_000);
      x.fill(0.1f);
      assertEquals(100_000, result(tape -> Operations.sum(tape, x))[0], 0.01);
      Tensor column = Tensor.of(x.data(), 500_000, 2);
      assertEquals(50_000, result(tape -> Operations.sum(tape, column, 0))[1], 0.1);
    }

    @Test
    void distancesFromAFarMeanAreExact() {
      Tensor x = row(10_000, 10_001, 10_002);
      assertValues(result(tape -> Operations.variance(tape, x, 1)), 2 / 3.0);
    }

    /** The logarithm of a probability of exp(−1000), which is 0 in any float. */
    @Test
    void logSoftmaxReachesWhereSoftmaxIsZero() {
      Tensor x = row(0, 1000);
      assertValues(result(tape -> Operations.softmax(tape, x)), 0, 1);
      assertValues(result(tape -> Operations.logSoftmax(tape, x)), -1000, 0);
      assertValues(gradient(x, tape -> Operations.logSoftmax(tape, x)), 1, -1);
    }

    @Test
    void entriesOfMinusInfinityHaveNoProbability() {
      Tensor x = row(-INFINITE, 2, 2);
      assertValues(result(tape -> Operations.softmax(tape, x)), 0, 0.5, 0.5);
      assertEquals(-INFINITE, result(tape -> Operations.logSoftmax(tape, x))[0]);
    }

    private String message(Examples.Operation operation) {
      return assertThrows(IllegalArgumentException.class, () -> result(operation)).getMessage();
    }
  }

  /** One value of some. */
  private interface Reducer {
    double of(DoubleStream values);
  }

  private static double average(DoubleStream values) {
    return values.average().orElseThrow();
  }

  private static double greatest(DoubleStream values) {
    return values.max().orElseThrow();
  }

  private static double squares(DoubleStream values, int known) {
    double[] x = values.toArray();
    double mean = average(DoubleStream.of(x));
    return DoubleStream.of(x).map(value -> (value - mean) * (value - mean)).sum()
        / (x.length - known);
  }

  @Nested
  @DisplayName("along the first dimension")
  class AlongTheFirst extends Along {
    AlongTheFirst() {
      super(0);
    }
  }

  @Nested
  @DisplayName("along the second dimension")
  class AlongTheSecond extends Along {
    AlongTheSecond() {
      super(1);
    }
  }

  @Nested
  @DisplayName("along the last dimension")
  class AlongTheLast extends Along {
    AlongTheLast() {
      super(-1);
    }
  }

  @Nested
  @DisplayName("the sum of everything")
  class SumOfAll extends OfAll {
    SumOfAll() {
      super(Operations::sum, DoubleStream::sum);
    }
  }

  @Nested
  @DisplayName("the mean of everything")
  class MeanOfAll extends OfAll {
    MeanOfAll() {
      super(Operations::mean, ReductionOperationsTest::average);
    }
  }

  @Nested
  @DisplayName("the greatest of everything")
  class MaxOfAll extends OfAll {
    MaxOfAll() {
      super(Operations::max, ReductionOperationsTest::greatest);
    }
  }

  /** All reductions along one dimension. */
  abstract static class Along {
    private final int axis;

    Along(int axis) {
      this.axis = axis;
    }

    @Nested
    @DisplayName("the sum")
    class Sum extends OfAxis {
      Sum() {
        super(Operations::sum, DoubleStream::sum, axis);
      }
    }

    @Nested
    @DisplayName("the mean")
    class Mean extends OfAxis {
      Mean() {
        super(Operations::mean, ReductionOperationsTest::average, axis);
      }
    }

    @Nested
    @DisplayName("the greatest value")
    class Max extends OfAxis {
      Max() {
        super(Operations::max, ReductionOperationsTest::greatest, axis);
      }
    }

    @Nested
    @DisplayName("the variance")
    class Variance extends OfAxis {
      Variance() {
        super(Operations::variance, x -> squares(x, 0), axis);
      }
    }

    @Nested
    @DisplayName("the variance of what was sampled from")
    class SampleVariance extends OfAxis {
      SampleVariance() {
        super(Operations::sampleVariance, x -> squares(x, 1), axis);
      }
    }
  }

  /** A reduction along one dimension of three. */
  abstract static class OfAxis extends Checked {
    /** A reduction. */
    interface Operation {
      Tensor apply(Tape tape, Tensor x, int axis);
    }

    private final List<Tensor> large;

    OfAxis(Operation operation, Reducer reducer, int axis) {
      super(
          (tape, x) -> operation.apply(tape, x.get(0), axis),
          x -> reduced(reducer, x.get(0), Math.floorMod(axis, 3)),
          normal(30, 3, 4, 5));
      int[] dimensions = {7, 6, 5};
      dimensions[Math.floorMod(axis, 3)] = 1200;
      large = List.of(normal(31, dimensions));
    }

    @Override
    protected List<Tensor> largeInputs() {
      return large;
    }

    private static Values reduced(Reducer reducer, Values x, int axis) {
      int[] shape = x.shape().clone();
      shape[axis] = 1;
      return Values.of(
          index -> {
            double[] along = new double[x.shape()[axis]];
            for (int i = 0; i < along.length; i++) {
              index[axis] = i;
              along[i] = x.at(index);
            }
            return reducer.of(DoubleStream.of(along));
          },
          shape);
    }
  }

  /** A reduction of all values to one. */
  abstract static class OfAll extends Checked {
    /** A reduction. */
    interface Operation {
      Tensor apply(Tape tape, Tensor x);
    }

    OfAll(Operation operation, Reducer reducer) {
      super(
          (tape, x) -> operation.apply(tape, x.get(0)),
          x -> Values.of(index -> reducer.of(DoubleStream.of(x.get(0).data())), 1, 1),
          normal(32, 3, 4, 2));
    }

    @Override
    protected List<Tensor> largeInputs() {
      return List.of(normal(33, 300, 250));
    }
  }
}
