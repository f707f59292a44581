package dev.stoa.autograd;

import static dev.stoa.autograd.Examples.assertValues;
import static dev.stoa.autograd.Examples.gradient;
import static dev.stoa.autograd.Examples.result;
import static dev.stoa.autograd.Examples.row;
import static dev.stoa.autograd.Operations.concatenate;
import static dev.stoa.autograd.Operations.slice;
import static dev.stoa.autograd.Operations.transpose;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.stoa.contract.core.Values;
import dev.stoa.runtime.Execution;
import dev.stoa.runtime.Workers;
import dev.stoa.tensor.Tensor;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

@DisplayName("Transposing, concatenating and slicing")
class ShapeOperationsTest {

  @Nested
  @DisplayName("in worked examples")
  class WorkedExamples {
    private final Tensor x = Tensor.of(new float[] {1, 2, 3, 4, 5, 6}, 2, 3);

    @Test
    void rowsBecomeColumns() {
      assertValues(result(tape -> transpose(tape, x)), 1, 4, 2, 5, 3, 6);
    }

    @Test
    void rowsUnderRowsAndColumnsBesideColumns() {
      Tensor column = Tensor.of(new float[] {7, 8}, 2, 1);
      assertValues(result(tape -> concatenate(tape, 1, x, column)), 1, 2, 3, 7, 4, 5, 6, 8);
      Tensor row = row(7, 8, 9);
      assertValues(result(tape -> concatenate(tape, 0, row, x)), 7, 8, 9, 1, 2, 3, 4, 5, 6);
    }

    @Test
    void aPartOfEachRow() {
      assertValues(result(tape -> slice(tape, x, 1, 1, 3)), 2, 3, 5, 6);
      assertValues(gradient(x, tape -> slice(tape, x, 1, 1, 3)), 0, 1, 1, 0, 1, 1);
    }
  }

  @Nested
  @DisplayName("keeps the laws")
  class Laws {
    private final Tensor x = Tensor.zeros(3, 4, 5);

    Laws() {
      for (int i = 0; i < x.size(); i++) {
        x.data()[i] = i;
      }
    }

    @Test
    void transposedTwiceIsTheSame() {
      assertValues(
          result(tape -> transpose(tape, transpose(tape, x, 0, 2), 0, 2)), Values.of(x).data());
    }

    @Test
    void slicesPutTogetherAreTheWhole() {
      for (int axis = 0; axis < 3; axis++) {
        int along = axis;
        int end = x.shape().dimension(axis);
        assertValues(
            result(
                tape ->
                    concatenate(
                        tape, along, slice(tape, x, along, 0, 2), slice(tape, x, along, 2, end))),
            Values.of(x).data());
      }
    }

    @Test
    void slicesAlongTheFirstAndTheLastDimensionAreViews() {
      try (Workers workers = new Workers(1)) {
        Tape tape = new Tape(new Execution(workers));
        tape.begin();
        assertSame(x.data(), slice(tape, x, 0, 1, 2).data());
        assertSame(x.data(), slice(tape, x, -1, 1, 2).data());
        assertSame(x, transpose(tape, x, 1, -2));
      }
    }
  }

  @Nested
  @DisplayName("has edges")
  class Edges {

    @Test
    void emptyTensors() {
      Tensor none = Tensor.zeros(2, 0);
      assertEquals(0, gradient(none, tape -> transpose(tape, none)).length);
      assertValues(result(tape -> concatenate(tape, 1, none, Tensor.zeros(2, 1))), 0, 0);
      assertEquals(0, result(tape -> slice(tape, Tensor.zeros(2, 3, 4), 1, 2, 2)).length);
    }

    @Test
    void aZeroKeepsItsSign() {
      Tensor x = row(-0f, 1);
      assertEquals(-0f, result(tape -> transpose(tape, x))[0]);
      assertEquals(-0f, result(tape -> concatenate(tape, 1, x, x))[0]);
    }

    @Test
    void whatDoesNotFitIsRefusedByName() {
      Tensor x = Tensor.zeros(2, 3);
      assertEquals(
          "concatenate: [2, 3] and [3, 3] differ in more than dimension 1",
          message(tape -> concatenate(tape, 1, x, Tensor.zeros(3, 3))));
      assertEquals(
          "slice: 1 to 4 lie outside dimension 1 of x[2, 3]",
          message(tape -> slice(tape, x, -1, 1, 4)));
      assertEquals(
          "transpose: x[3] has no dimension -2; they are counted from 0, or from -1 backwards",
          message(tape -> transpose(tape, Tensor.zeros(3))));
      message(tape -> concatenate(tape, 0));
      message(tape -> concatenate(tape, 0, x, Tensor.zeros(3)));
      message(tape -> slice(tape, x, 0, 2, 1));
    }

    private String message(Examples.Operation operation) {
      return assertThrows(IllegalArgumentException.class, () -> result(operation)).getMessage();
    }
  }

  @Nested
  @DisplayName("a transposed matrix")
  class TransposedMatrix extends Transposed {
    TransposedMatrix() {
      super(0, 1, new int[] {3, 5}, 130, 140);
    }
  }

  @Nested
  @DisplayName("transposed matrices side by side")
  class TransposedMatrices extends Transposed {
    TransposedMatrices() {
      super(-1, -2, new int[] {2, 3, 4}, 9, 40, 50);
    }
  }

  @Nested
  @DisplayName("heads before positions")
  class HeadsBeforePositions extends Transposed {
    HeadsBeforePositions() {
      super(1, 2, new int[] {2, 3, 2, 4}, 3, 70, 4, 24);
    }
  }

  @Nested
  @DisplayName("the first dimension with the last")
  class FirstWithLast extends Transposed {
    FirstWithLast() {
      super(0, 3, new int[] {2, 3, 2, 2}, 40, 5, 3, 34);
    }
  }

  @Nested
  @DisplayName("concatenated along the first dimension")
  class ConcatenatedFirst extends Concatenated {
    ConcatenatedFirst() {
      super(0);
    }
  }

  @Nested
  @DisplayName("concatenated along the second dimension")
  class ConcatenatedSecond extends Concatenated {
    ConcatenatedSecond() {
      super(1);
    }
  }

  @Nested
  @DisplayName("concatenated along the last dimension")
  class ConcatenatedLast extends Concatenated {
    ConcatenatedLast() {
      super(-1);
    }
  }

  @Nested
  @DisplayName("sliced along the first dimension")
  class SlicedFirst extends Sliced {
    SlicedFirst() {
      super(0);
    }
  }

  @Nested
  @DisplayName("sliced along the second dimension")
  class SlicedSecond extends Sliced {
    SlicedSecond() {
      super(1);
    }
  }

  @Nested
  @DisplayName("sliced along the last dimension")
  class SlicedLast extends Sliced {
    SlicedLast() {
      super(-1);
    }
  }

  /** Two dimensions that change places. */
  abstract static class Transposed extends Checked {
    private final int[] large;

    Transposed(int first, int second, int[] shape, int... large) {
      super(
          (tape, x) -> transpose(tape, x.get(0), first, second),
          x -> swapped(x.get(0), first, second),
          normal(70, shape));
      this.large = large;
    }

    @Override
    protected List<Tensor> largeInputs() {
      return List.of(normal(71, large));
    }

    private static Values swapped(Values x, int first, int second) {
      return Values.of(
          index -> x.at(swap(index, first, second)), swap(x.shape().clone(), first, second));
    }

    private static int[] swap(int[] numbers, int first, int second) {
      int i = Math.floorMod(first, numbers.length);
      int j = Math.floorMod(second, numbers.length);
      int kept = numbers[i];
      numbers[i] = numbers[j];
      numbers[j] = kept;
      return numbers;
    }
  }

  /** Three parts, of which the first is the third too. */
  abstract static class Concatenated extends Checked {
    private final int along;

    Concatenated(int axis) {
      super(
          (tape, x) -> concatenate(tape, axis, x.get(0), x.get(1), x.get(0)),
          x -> joined(x.get(0), x.get(1), Math.floorMod(axis, 3)),
          normal(72, 2, 3, 4),
          normal(73, longer(Math.floorMod(axis, 3), 2, 3, 4)));
      along = Math.floorMod(axis, 3);
    }

    @Override
    protected List<Tensor> largeInputs() {
      return List.of(normal(74, 20, 30, 25), normal(75, longer(along, 20, 30, 25)));
    }

    private static int[] longer(int axis, int... shape) {
      shape[axis] += 2;
      return shape;
    }

    private static Values joined(Values a, Values b, int axis) {
      int n = a.shape()[axis];
      int m = b.shape()[axis];
      int[] shape = a.shape().clone();
      shape[axis] = 2 * n + m;
      return Values.of(
          index -> {
            boolean inB = index[axis] >= n && index[axis] < n + m;
            index[axis] -= index[axis] < n ? 0 : inB ? n : n + m;
            return (inB ? b : a).at(index);
          },
          shape);
    }
  }

  /** All but the first and the last index of a dimension. */
  abstract static class Sliced extends Checked {
    Sliced(int axis) {
      super(
          (tape, x) -> inner(tape, x.get(0), axis),
          x -> innerInDouble(x.get(0), Math.floorMod(axis, 3)),
          normal(76, 3, 4, 5));
    }

    @Override
    protected List<Tensor> largeInputs() {
      return List.of(normal(77, 20, 30, 40));
    }

    private static Tensor inner(Tape tape, Tensor x, int axis) {
      int size = x.shape().dimension(Math.floorMod(axis, 3));
      return slice(tape, x, axis, 1, size - 1);
    }

    private static Values innerInDouble(Values x, int axis) {
      int[] shape = x.shape().clone();
      shape[axis] -= 2;
      return Values.of(
          index -> {
            index[axis]++;
            return x.at(index);
          },
          shape);
    }
  }
}
