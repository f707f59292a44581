package dev.stoa.autograd;

import dev.stoa.tensor.Tensor;

/** Sums, differences, products and quotients, and the product of matrices. */
abstract class ArithmeticOperations extends ShapeOperations {
  ArithmeticOperations() {}

  /**
   * y = a + b, element by element. Values are repeated by NumPy's rule: counted from the last one,
   * the dimensions of a and b are equal, or one of them is 1 or missing.
   *
   * @param tape runs and records it
   * @param a any shape
   * @param b a shape that goes together with it
   * @return the shape of both, each dimension the greater one
   * @throws IllegalArgumentException if the shapes do not go together
   */
  public static Tensor add(Tape tape, Tensor a, Tensor b) {
    return ArithmeticOp.apply(tape, Arithmetic.ADD, a, b);
  }

  /**
   * y = x + number.
   *
   * @param tape runs and records it
   * @param x any shape
   * @param number a constant
   * @return the shape of x
   */
  public static Tensor add(Tape tape, Tensor x, float number) {
    return ArithmeticOp.withNumber(tape, Arithmetic.ADD, x, number, false);
  }

  /**
   * y = a − b, element by element. Values are repeated by NumPy's rule: counted from the last one,
   * the dimensions of a and b are equal, or one of them is 1 or missing.
   *
   * @param tape runs and records it
   * @param a any shape
   * @param b a shape that goes together with it
   * @return the shape of both, each dimension the greater one
   * @throws IllegalArgumentException if the shapes do not go together
   */
  public static Tensor subtract(Tape tape, Tensor a, Tensor b) {
    return ArithmeticOp.apply(tape, Arithmetic.SUBTRACT, a, b);
  }

  /**
   * y = x − number.
   *
   * @param tape runs and records it
   * @param x any shape
   * @param number a constant
   * @return the shape of x
   */
  public static Tensor subtract(Tape tape, Tensor x, float number) {
    return ArithmeticOp.withNumber(tape, Arithmetic.SUBTRACT, x, number, false);
  }

  /**
   * y = number − x.
   *
   * @param tape runs and records it
   * @param number a constant
   * @param x any shape
   * @return the shape of x
   */
  public static Tensor subtract(Tape tape, float number, Tensor x) {
    return ArithmeticOp.withNumber(tape, Arithmetic.SUBTRACT, x, number, true);
  }

  /**
   * y = a · b, element by element. Values are repeated by NumPy's rule: counted from the last one,
   * the dimensions of a and b are equal, or one of them is 1 or missing. For the product of
   * matrices see {@link #matmul}.
   *
   * @param tape runs and records it
   * @param a any shape
   * @param b a shape that goes together with it
   * @return the shape of both, each dimension the greater one
   * @throws IllegalArgumentException if the shapes do not go together
   */
  public static Tensor multiply(Tape tape, Tensor a, Tensor b) {
    return ArithmeticOp.apply(tape, Arithmetic.MULTIPLY, a, b);
  }

  /**
   * y = x · number.
   *
   * @param tape runs and records it
   * @param x any shape
   * @param number a constant
   * @return the shape of x
   */
  public static Tensor multiply(Tape tape, Tensor x, float number) {
    return ArithmeticOp.withNumber(tape, Arithmetic.MULTIPLY, x, number, false);
  }

  /**
   * y = a / b, element by element. Values are repeated by NumPy's rule: counted from the last one,
   * the dimensions of a and b are equal, or one of them is 1 or missing.
   *
   * @param tape runs and records it
   * @param a any shape
   * @param b a shape that goes together with it
   * @return the shape of both, each dimension the greater one
   * @throws IllegalArgumentException if the shapes do not go together
   */
  public static Tensor divide(Tape tape, Tensor a, Tensor b) {
    return ArithmeticOp.apply(tape, Arithmetic.DIVIDE, a, b);
  }

  /**
   * y = x / number.
   *
   * @param tape runs and records it
   * @param x any shape
   * @param number a constant
   * @return the shape of x
   */
  public static Tensor divide(Tape tape, Tensor x, float number) {
    return ArithmeticOp.withNumber(tape, Arithmetic.DIVIDE, x, number, false);
  }

  /**
   * y = number / x.
   *
   * @param tape runs and records it
   * @param number a constant
   * @param x any shape
   * @return the shape of x
   */
  public static Tensor divide(Tape tape, float number, Tensor x) {
    return ArithmeticOp.withNumber(tape, Arithmetic.DIVIDE, x, number, true);
  }

  /**
   * y = −x.
   *
   * @param tape runs and records it
   * @param x any shape
   * @return the shape of x
   */
  public static Tensor negate(Tape tape, Tensor x) {
    return ArithmeticOp.withNumber(tape, Arithmetic.MULTIPLY, x, -1, false);
  }

  /**
   * The product of matrices: y = a b, y_ij = Σ_l a_il b_lj. With more than two dimensions, all but
   * the last two count products side by side: [B, n, k] and [B, k, m] are B of them. A matrix b of
   * two dimensions is multiplied with every row of a.
   *
   * <p>A layer's weight is better stored as [out, in] and multiplied by {@link #linear}, which
   * reads both along their rows.
   *
   * @param tape runs and records it
   * @param a [..., n, k]
   * @param b [..., k, m] with the same dimensions before the last two, or [k, m]
   * @return [..., n, m]
   * @throws IllegalArgumentException if the shapes do not go together
   */
  public static Tensor matmul(Tape tape, Tensor a, Tensor b) {
    return MatmulOp.apply(tape, a, b);
  }
}
