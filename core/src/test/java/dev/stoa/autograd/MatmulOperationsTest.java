package dev.stoa.autograd;

import static dev.stoa.autograd.Examples.assertValues;
import static dev.stoa.autograd.Examples.gradient;
import static dev.stoa.autograd.Examples.result;
import static dev.stoa.autograd.Operations.matmul;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.stoa.contract.core.Values;
import dev.stoa.tensor.Tensor;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

@DisplayName("Matrix products of results")
class MatmulOperationsTest {

  @Nested
  @DisplayName("in a worked example")
  class WorkedExample {

    /** (1 2; 3 4) times (5; 6): 1 · 5 + 2 · 6 and 3 · 5 + 4 · 6. */
    @Test
    void aMatrixTimesAColumn() {
      Tensor a = Tensor.of(new float[] {1, 2, 3, 4}, 2, 2);
      Tensor b = Tensor.of(new float[] {5, 6}, 2, 1);
      assertValues(result(tape -> matmul(tape, a, b)), 17, 39);
      assertValues(gradient(a, tape -> matmul(tape, a, b)), 5, 6, 5, 6);
      assertValues(gradient(b, tape -> matmul(tape, a, b)), 4, 6);
    }
  }

  @Nested
  @DisplayName("have edges")
  class Edges {

    /** A sum over no products is 0. */
    @Test
    void aProductOfNoColumnsWithNoRowsIsZero() {
      assertValues(
          result(tape -> matmul(tape, Tensor.zeros(2, 0), Tensor.zeros(0, 2))), 0, 0, 0, 0);
    }

    @Test
    void shapesThatDoNotGoTogetherAreRefused() {
      Tensor a = Tensor.zeros(2, 3);
      assertEquals(
          "matmul: a[2, 3] and b[2, 3] do not go together: it takes [..., n, k] and [k, m], or"
              + " [..., n, k] and [..., k, m] with equal dimensions before the last two",
          message(tape -> matmul(tape, a, a)));
    }

    @Test
    void productsOfDifferentNumbersOfMatrices() {
      Tensor a = Tensor.zeros(2, 3, 4);
      message(tape -> matmul(tape, a, Tensor.zeros(3, 4, 5)));
      message(tape -> matmul(tape, Tensor.zeros(3, 4), Tensor.zeros(2, 4, 5)));
      message(tape -> matmul(tape, a, Tensor.zeros(4)));
    }

    private String message(Examples.Operation operation) {
      return assertThrows(IllegalArgumentException.class, () -> result(operation)).getMessage();
    }
  }

  @Nested
  @DisplayName("a product of matrices")
  class ProductOfMatrices extends Product {
    ProductOfMatrices() {
      super(shape(3, 4), shape(4, 5), shape(70, 40), shape(40, 50));
    }
  }

  @Nested
  @DisplayName("a product of one row and one column")
  class ProductOfOneRow extends Product {
    ProductOfOneRow() {
      super(shape(1, 6), shape(6, 1), shape(1, 40_000), shape(40_000, 1));
    }
  }

  @Nested
  @DisplayName("a few products side by side")
  class FewProducts extends Product {
    FewProducts() {
      super(shape(2, 3, 4), shape(2, 4, 5), shape(3, 40, 30), shape(3, 30, 50));
    }
  }

  @Nested
  @DisplayName("many products side by side")
  class ManyProducts extends Product {
    ManyProducts() {
      super(shape(2, 5, 2, 3), shape(2, 5, 3, 2), shape(3, 4, 20, 30), shape(3, 4, 30, 20));
    }
  }

  @Nested
  @DisplayName("products of many matrices with the same one")
  class ProductsWithOneMatrix extends Product {
    ProductsWithOneMatrix() {
      super(shape(2, 3, 4), shape(4, 2), shape(10, 30, 40), shape(40, 30));
    }
  }

  @Nested
  @DisplayName("the product of a matrix with itself")
  class ProductWithItself extends Checked {
    ProductWithItself() {
      super(
          (tape, x) -> matmul(tape, x.get(0), x.get(0)),
          x -> Product.product(x.get(0), x.get(0)),
          normal(3, 4, 4));
    }
  }

  private static int[] shape(int... dimensions) {
    return dimensions;
  }

  /** A product of matrices. */
  abstract static class Product extends Checked {
    private final List<Tensor> large;

    Product(int[] a, int[] b, int[] largeA, int[] largeB) {
      super(
          (tape, x) -> matmul(tape, x.get(0), x.get(1)),
          x -> product(x.get(0), x.get(1)),
          normal(8, a),
          normal(9, b));
      large = List.of(normal(10, largeA), normal(11, largeB));
    }

    @Override
    protected List<Tensor> largeInputs() {
      return large;
    }

    /** y[..., i, j] = Σ_l a[..., i, l] b[..., l, j]. */
    static Values product(Values a, Values b) {
      int rank = a.shape().length;
      int sums = a.shape()[rank - 1];
      int columns = b.shape()[b.shape().length - 1];
      int[] shape = a.shape().clone();
      shape[rank - 1] = columns;
      return Values.of(
          index -> {
            int[] ofA = index.clone();
            int[] ofB = Arrays.copyOfRange(index, rank - b.shape().length, rank);
            double sum = 0;
            for (int l = 0; l < sums; l++) {
              ofA[rank - 1] = l;
              ofB[ofB.length - 2] = l;
              sum += a.at(ofA) * b.at(ofB);
            }
            return sum;
          },
          shape);
    }
  }
}
