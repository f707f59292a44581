package dev.stoa.autograd;

import static dev.stoa.autograd.Examples.assertValues;
import static dev.stoa.autograd.Examples.gradient;
import static dev.stoa.autograd.Examples.result;
import static dev.stoa.autograd.Examples.row;
import static dev.stoa.autograd.Operations.add;
import static dev.stoa.autograd.Operations.divide;
import static dev.stoa.autograd.Operations.multiply;
import static dev.stoa.autograd.Operations.subtract;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.stoa.contract.core.Values;
import dev.stoa.tensor.Tensor;
import java.util.Arrays;
import java.util.List;
import java.util.function.DoubleBinaryOperator;
import java.util.function.DoubleUnaryOperator;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

@DisplayName("Arithmetic")
class ArithmeticOperationsTest {

  @Nested
  @DisplayName("in worked examples")
  class WorkedExamples {

    /** A column times a row: each of the column's values meets each of the row's. */
    @Test
    void aColumnTimesARowIsATableOfProducts() {
      Tensor column = Tensor.of(new float[] {2, 3}, 2, 1);
      Tensor row = row(10, 20, 30);
      assertValues(result(tape -> multiply(tape, column, row)), 20, 40, 60, 30, 60, 90);
      // The 2 stands before 10, 20 and 30.
      assertValues(gradient(column, tape -> multiply(tape, column, row)), 60, 60);
      assertValues(gradient(row, tape -> multiply(tape, column, row)), 5, 5, 5);
    }

    /** d(a/b)/da = 1/b and d(a/b)/db = −a/b². */
    @Test
    void aQuotient() {
      Tensor a = row(6);
      Tensor b = row(2);
      assertValues(result(tape -> divide(tape, a, b)), 3);
      assertValues(gradient(a, tape -> divide(tape, a, b)), 0.5);
      assertValues(gradient(b, tape -> divide(tape, a, b)), -1.5);
    }

    @Test
    void theGradientOfASquareHasTwoParts() {
      Tensor x = row(3);
      assertValues(gradient(x, tape -> multiply(tape, x, x)), 6);
      assertValues(gradient(x, tape -> subtract(tape, x, x)), 0);
    }
  }

  @Nested
  @DisplayName("refuses")
  class Refuses {

    private String message(Examples.Operation operation) {
      return assertThrows(IllegalArgumentException.class, () -> result(operation)).getMessage();
    }

    @Test
    void shapesThatDoNotGoTogetherByName() {
      Tensor a = Tensor.zeros(2, 3);
      assertEquals(
          "subtract: the shapes [2, 3] and [2] do not go together: counted from the last one,"
              + " dimensions must be equal, or one of them 1 or missing",
          message(tape -> subtract(tape, a, Tensor.zeros(2))));
    }
  }

  @Nested
  @DisplayName("has edges")
  class Edges {

    @Test
    void nothingWithNothingIsNothing() {
      Tensor none = Tensor.zeros(0, 3);
      assertEquals(0, result(tape -> add(tape, none, Tensor.zeros(3))).length);
      assertEquals(0, gradient(none, tape -> multiply(tape, none, Tensor.zeros(1, 3))).length);
    }

    @Test
    void aNumberIsTheSameAsATensorOfIt() {
      Tensor x = row(1, -2, 0.1f);
      Tensor third = row(3);
      assertValues(result(tape -> divide(tape, x, 3)), 1 / 3.0, -2 / 3.0, 0.1f / 3.0);
      assertEquals(
          Arrays.toString(result(tape -> divide(tape, x, third))),
          Arrays.toString(result(tape -> divide(tape, x, 3))));
    }

    @Test
    void divisionByZeroIsInfinite() {
      assertEquals(Float.POSITIVE_INFINITY, result(tape -> divide(tape, row(1), row(0)))[0]);
    }
  }

  @Nested
  @DisplayName("of two equal shapes")
  class OfEqualShapes extends Shapes {
    OfEqualShapes() {
      super(shape(3, 5), shape(3, 5), shape(100, 300), shape(100, 300));
    }
  }

  @Nested
  @DisplayName("of a matrix and a row")
  class OfAMatrixAndARow extends Shapes {
    OfAMatrixAndARow() {
      super(shape(3, 5), shape(5), shape(300, 100), shape(100));
    }
  }

  @Nested
  @DisplayName("of a row and a matrix")
  class OfARowAndAMatrix extends Shapes {
    OfARowAndAMatrix() {
      super(shape(1, 5), shape(4, 5), shape(1, 9_000), shape(3, 9_000));
    }
  }

  @Nested
  @DisplayName("of a matrix and a column")
  class OfAMatrixAndAColumn extends Shapes {
    OfAMatrixAndAColumn() {
      super(shape(3, 5), shape(3, 1), shape(3, 9_000), shape(3, 1));
    }
  }

  @Nested
  @DisplayName("of a column and a row")
  class OfAColumnAndARow extends Shapes {
    OfAColumnAndARow() {
      super(shape(4, 1), shape(3), shape(9_000, 1), shape(3));
    }
  }

  @Nested
  @DisplayName("of a single value and a tensor")
  class OfAValueAndATensor extends Shapes {
    OfAValueAndATensor() {
      super(shape(), shape(2, 3, 2), shape(), shape(90, 3, 100));
    }
  }

  @Nested
  @DisplayName("of two tensors that both repeat, before, between and behind other dimensions")
  class OfManyDimensions extends Shapes {
    OfManyDimensions() {
      super(shape(2, 1, 2, 1, 2), shape(1, 3, 1, 2, 2), shape(2, 1, 20, 1, 8), shape(3, 1, 20, 8));
    }
  }

  @Nested
  @DisplayName("of a tensor and a shorter one with a 1")
  class OfAShorterOne extends Shapes {
    OfAShorterOne() {
      super(shape(2, 3, 4), shape(3, 1), shape(50, 3, 150), shape(3, 1));
    }
  }

  @Nested
  @DisplayName("x + 3")
  class PlusANumber extends WithNumber {
    PlusANumber() {
      super((tape, x) -> add(tape, x, 3), x -> x + 3);
    }
  }

  @Nested
  @DisplayName("x − 3")
  class MinusANumber extends WithNumber {
    MinusANumber() {
      super((tape, x) -> subtract(tape, x, 3), x -> x - 3);
    }
  }

  @Nested
  @DisplayName("3 − x")
  class ANumberMinus extends WithNumber {
    ANumberMinus() {
      super((tape, x) -> subtract(tape, 3, x), x -> 3 - x);
    }
  }

  @Nested
  @DisplayName("3 x")
  class TimesANumber extends WithNumber {
    TimesANumber() {
      super((tape, x) -> multiply(tape, x, 3), x -> 3 * x);
    }
  }

  @Nested
  @DisplayName("x / 3")
  class ByANumber extends WithNumber {
    ByANumber() {
      super((tape, x) -> divide(tape, x, 3), x -> x / 3);
    }
  }

  @Nested
  @DisplayName("3 / x")
  class ANumberBy extends WithNumber {
    ANumberBy() {
      super((tape, x) -> divide(tape, 3, x), x -> 3 / x);
    }
  }

  @Nested
  @DisplayName("−x")
  class Negated extends WithNumber {
    Negated() {
      super(Operations::negate, x -> -x);
    }
  }

  @Nested
  @DisplayName("x · x")
  class Squared extends WithNumber {
    Squared() {
      super((tape, x) -> multiply(tape, x, x), x -> x * x);
    }
  }

  @Nested
  @DisplayName("x / (x + x)")
  class DividedByItsDouble extends WithNumber {
    DividedByItsDouble() {
      super((tape, x) -> divide(tape, x, add(tape, x, x)), x -> 0.5);
    }
  }

  private static int[] shape(int... dimensions) {
    return dimensions;
  }

  /** A tensor and a number. */
  abstract static class WithNumber extends Checked {
    /** An operation on one tensor. */
    interface Operation {
      Tensor apply(Tape tape, Tensor x);
    }

    WithNumber(Operation operation, DoubleUnaryOperator function) {
      super(
          (tape, x) -> operation.apply(tape, x.get(0)),
          x -> x.get(0).map(function),
          Pair.awayFromZero(normal(4, 2, 3, 4)));
    }

    @Override
    protected List<Tensor> largeInputs() {
      return List.of(Pair.awayFromZero(normal(5, 100, 300)));
    }
  }

  /** The four operations on two shapes. */
  abstract static class Shapes {
    private final int[] a;
    private final int[] b;
    private final int[] largeA;
    private final int[] largeB;

    Shapes(int[] a, int[] b, int[] largeA, int[] largeB) {
      this.a = a;
      this.b = b;
      this.largeA = largeA;
      this.largeB = largeB;
    }

    @Nested
    @DisplayName("a + b")
    class Sum extends Pair {
      Sum() {
        super(Operations::add, Double::sum, a, b, largeA, largeB);
      }
    }

    @Nested
    @DisplayName("a − b")
    class Difference extends Pair {
      Difference() {
        super(Operations::subtract, (x, y) -> x - y, a, b, largeA, largeB);
      }
    }

    @Nested
    @DisplayName("a · b")
    class ElementwiseProduct extends Pair {
      ElementwiseProduct() {
        super(Operations::multiply, (x, y) -> x * y, a, b, largeA, largeB);
      }
    }

    @Nested
    @DisplayName("a / b")
    class Quotient extends Pair {
      Quotient() {
        super(Operations::divide, (x, y) -> x / y, a, b, largeA, largeB);
      }
    }
  }

  /** An operation on the elements of two tensors. */
  abstract static class Pair extends Checked {
    private final List<Tensor> large;

    /** An operation on two tensors. */
    interface Operation {
      Tensor apply(Tape tape, Tensor a, Tensor b);
    }

    Pair(
        Operation operation,
        DoubleBinaryOperator function,
        int[] a,
        int[] b,
        int[] largeA,
        int[] largeB) {
      super(
          (tape, x) -> operation.apply(tape, x.get(0), x.get(1)),
          x -> combine(function, x.get(0), x.get(1)),
          normal(1, a),
          awayFromZero(normal(2, b)));
      large = List.of(normal(6, largeA), awayFromZero(normal(7, largeB)));
    }

    @Override
    protected List<Tensor> largeInputs() {
      return large;
    }

    /** The same signs, but values that can be divided by. */
    static Tensor awayFromZero(Tensor x) {
      return map(x, value -> Math.copySign(0.5 + Math.abs(value), value));
    }

    private static Values combine(DoubleBinaryOperator function, Values a, Values b) {
      int rank = Math.max(a.shape().length, b.shape().length);
      int[] shape = new int[rank];
      for (int i = 0; i < rank; i++) {
        shape[rank - 1 - i] = Math.max(sizeFromLast(a, i), sizeFromLast(b, i));
      }
      return Values.of(
          index -> function.applyAsDouble(repeated(a, index), repeated(b, index)), shape);
    }

    private static int sizeFromLast(Values x, int i) {
      int rank = x.shape().length;
      return i < rank ? x.shape()[rank - 1 - i] : 1;
    }

    /** The value that an operand has at an index of the result. */
    private static double repeated(Values x, int[] index) {
      int rank = x.shape().length;
      int[] own = new int[rank];
      for (int i = 0; i < rank; i++) {
        own[i] = x.shape()[i] == 1 ? 0 : index[index.length - rank + i];
      }
      return x.at(own);
    }
  }
}
