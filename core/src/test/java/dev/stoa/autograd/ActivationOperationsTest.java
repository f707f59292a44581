package dev.stoa.autograd;

import static dev.stoa.autograd.Examples.assertValues;
import static dev.stoa.autograd.Examples.gradient;
import static dev.stoa.autograd.Examples.result;
import static dev.stoa.autograd.Examples.row;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.stoa.contract.core.Draws;
import dev.stoa.tensor.Tensor;
import java.util.List;
import java.util.function.DoubleUnaryOperator;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

@DisplayName("Activations")
class ActivationOperationsTest {
  private static final float INFINITE = Float.POSITIVE_INFINITY;

  @Nested
  @DisplayName("in worked examples")
  class WorkedExamples {

    @Test
    void whatIsNegativeIsCutOffOrPressed() {
      Tensor x = row(-2, 3);
      assertValues(result(tape -> Operations.relu(tape, x)), 0, 3);
      assertValues(gradient(x, tape -> Operations.relu(tape, x)), 0, 1);
      assertValues(result(tape -> Operations.leakyRelu(tape, x, 0.5f)), -1, 3);
      assertValues(gradient(x, tape -> Operations.leakyRelu(tape, x, 0.5f)), 0.5, 1);
    }

    /** At x = ln 3, exp(−x) = 1/3: σ = 3/4, its derivative σ (1 − σ) = 3/16, softplus ln 4. */
    @Test
    void theLogisticFunctionAndItsRelatives() {
      Tensor x = row((float) Math.log(3));
      assertValues(result(tape -> Operations.sigmoid(tape, x)), 0.75);
      assertValues(gradient(x, tape -> Operations.sigmoid(tape, x)), 3 / 16.0);
      assertValues(result(tape -> Operations.silu(tape, x)), 0.75 * Math.log(3));
      assertValues(result(tape -> Operations.softplus(tape, x)), Math.log(4));
      assertValues(gradient(x, tape -> Operations.softplus(tape, x)), 0.75);
      // tanh x = (9 − 1) / (9 + 1).
      assertValues(result(tape -> Operations.tanh(tape, x)), 0.8);
      assertValues(gradient(x, tape -> Operations.tanh(tape, x)), 0.36);
    }

    /** Φ(1) = 0.8413447 from the table of the normal distribution, φ(1) = 0.2419707. */
    @Test
    void geluIsWeightedByTheNormalDistribution() {
      Tensor x = row(1, 0, -1);
      assertValues(result(tape -> Operations.gelu(tape, x)), 0.8413447, 0, -0.1586553);
      double[] slopes = {0.8413447 + 0.2419707, 0.5, 0.1586553 - 0.2419707};
      assertValues(gradient(x, tape -> Operations.gelu(tape, x)), slopes);
    }

    @Test
    void eluEndsAtMinusAlpha() {
      Tensor x = row((float) -Math.log(2), 5, -100);
      assertValues(result(tape -> Operations.elu(tape, x, 2)), -1, 5, -2);
      assertValues(gradient(x, tape -> Operations.elu(tape, x, 2)), 1, 1, 0);
    }
  }

  @Nested
  @DisplayName("has edges")
  class Edges {

    @Test
    void nothingOverflows() {
      Tensor x = row(-1e4f, -100, 100, 1e4f);
      assertValues(result(tape -> Operations.softplus(tape, x)), 0, 0, 100, 1e4);
      assertValues(gradient(x, tape -> Operations.softplus(tape, x)), 0, 0, 1, 1);
      assertValues(result(tape -> Operations.sigmoid(tape, x)), 0, 0, 1, 1);
      assertValues(gradient(x, tape -> Operations.sigmoid(tape, x)), 0, 0, 0, 0);
      assertValues(result(tape -> Operations.silu(tape, x)), 0, 0, 100, 1e4);
      assertValues(gradient(x, tape -> Operations.silu(tape, x)), 0, 0, 1, 1);
      assertValues(result(tape -> Operations.gelu(tape, x)), 0, 0, 100, 1e4);
      assertValues(gradient(x, tape -> Operations.gelu(tape, x)), 0, 0, 1, 1);
      assertValues(result(tape -> Operations.tanh(tape, x)), -1, -1, 1, 1);
      assertValues(gradient(x, tape -> Operations.tanh(tape, x)), 0, 0, 0, 0);
    }

    /** exp(−20) = 2.0611536·10⁻⁹ is far from 0 on the scale of floats. */
    @Test
    void smallResultsAreExactToo() {
      Tensor x = row(-20);
      assertEquals(2.0611536e-9f, result(tape -> Operations.softplus(tape, x))[0], 1e-15f);
      assertEquals(2.0611536e-9f, result(tape -> Operations.sigmoid(tape, x))[0], 1e-15f);
      Tensor tiny = row(-1e-6f);
      assertEquals(-1e-6f, result(tape -> Operations.elu(tape, tiny, 1))[0], 1e-12f);
      // 1 − tanh² 9 = 4 exp(−18), which a tanh rounded to float would lose.
      Tensor nine = row(9);
      float slope = gradient(nine, tape -> Operations.tanh(tape, nine))[0];
      assertEquals(6.0919919e-8f, slope, 1e-14f);
    }

    @Test
    void theKinkCountsAsBelow() {
      Tensor x = row(0, -0f);
      assertValues(gradient(x, tape -> Operations.relu(tape, x)), 0, 0);
      assertValues(gradient(x, tape -> Operations.leakyRelu(tape, x, 0.25f)), 0.25, 0.25);
    }

    @Test
    void whatIsNotANumberStaysVisible() {
      Tensor x = row(Float.NaN);
      List<Examples.Operation> operations =
          List.of(
              tape -> Operations.relu(tape, x),
              tape -> Operations.leakyRelu(tape, x, 0.1f),
              tape -> Operations.gelu(tape, x),
              tape -> Operations.silu(tape, x),
              tape -> Operations.softplus(tape, x),
              tape -> Operations.elu(tape, x, 1));
      for (Examples.Operation operation : operations) {
        assertTrue(Float.isNaN(result(operation)[0]));
      }
    }

    @Test
    void theDomainsOfLogarithmAndRoot() {
      assertEquals(-INFINITE, result(tape -> Operations.log(tape, row(0)))[0]);
      assertTrue(Float.isNaN(result(tape -> Operations.log(tape, row(-1)))[0]));
      assertTrue(Float.isNaN(result(tape -> Operations.sqrt(tape, row(-1)))[0]));
      assertEquals(INFINITE, result(tape -> Operations.exp(tape, row(89)))[0]);
      Tensor zero = row(0);
      assertEquals(INFINITE, gradient(zero, tape -> Operations.sqrt(tape, zero))[0]);
    }
  }

  @Nested
  @DisplayName("ReLU")
  class Relu extends OfElement {
    Relu() {
      super(Operations::relu, x -> Math.max(x, 0));
    }
  }

  @Nested
  @DisplayName("leaky ReLU")
  class LeakyRelu extends OfElement {
    LeakyRelu() {
      super((tape, x) -> Operations.leakyRelu(tape, x, 0.125f), x -> Math.max(x, 0.125 * x));
    }
  }

  @Nested
  @DisplayName("tanh")
  class Tanh extends OfElement {
    Tanh() {
      super(Operations::tanh, x -> 1 - 2 / (Math.exp(2 * x) + 1));
    }
  }

  @Nested
  @DisplayName("the logistic function")
  class Sigmoid extends OfElement {
    Sigmoid() {
      super(Operations::sigmoid, x -> 1 / (1 + Math.exp(-x)));
    }
  }

  @Nested
  @DisplayName("SiLU")
  class Silu extends OfElement {
    Silu() {
      super(Operations::silu, x -> x / (1 + Math.exp(-x)));
    }
  }

  @Nested
  @DisplayName("GELU")
  class Gelu extends OfElement {
    Gelu() {
      super(Operations::gelu, x -> x * (0.5 + integral(x)));
    }

    /** ∫₀ˣ exp(−t²/2) / √(2π) dt by Simpson's rule. */
    private static double integral(double x) {
      int steps = 400;
      double sum = 0;
      for (int i = 0; i <= steps; i++) {
        double t = x * i / steps;
        int weight = i == 0 || i == steps ? 1 : i % 2 == 1 ? 4 : 2;
        sum += weight * Math.exp(-t * t / 2);
      }
      return sum * x / steps / 3 / Math.sqrt(2 * Math.PI);
    }
  }

  @Nested
  @DisplayName("ELU")
  class Elu extends OfElement {
    Elu() {
      super((tape, x) -> Operations.elu(tape, x, 0.5f), x -> x > 0 ? x : 0.5 * (Math.exp(x) - 1));
    }
  }

  @Nested
  @DisplayName("softplus")
  class Softplus extends OfElement {
    Softplus() {
      super(Operations::softplus, x -> Math.log(1 + Math.exp(x)));
    }
  }

  @Nested
  @DisplayName("the exponential")
  class Exponential extends OfElement {
    Exponential() {
      super(Operations::exp, Math::exp);
    }
  }

  @Nested
  @DisplayName("the logarithm")
  class Logarithm extends OfPositive {
    Logarithm() {
      super(Operations::log, Math::log);
    }
  }

  @Nested
  @DisplayName("the root")
  class Root extends OfPositive {
    Root() {
      super(Operations::sqrt, Math::sqrt);
    }
  }

  @Nested
  @DisplayName("a function of one's own")
  class OfOnesOwn extends OfElement {
    OfOnesOwn() {
      super((tape, x) -> Operations.elementwise(tape, x, Math::sin, Math::cos), Math::sin);
    }
  }

  /** A function of each element. */
  abstract static class OfElement extends Checked {
    /** An operation on one tensor. */
    interface Operation {
      Tensor apply(Tape tape, Tensor x);
    }

    OfElement(Operation operation, DoubleUnaryOperator function) {
      super(
          (tape, x) -> operation.apply(tape, x.get(0)),
          x -> x.get(0).map(function),
          Tensor.of(Draws.normal(20, 21), 3, 7));
    }

    @Override
    protected List<Tensor> largeInputs() {
      return List.of(normal(21, 30, 600));
    }
  }

  /** A function of each positive element. */
  abstract static class OfPositive extends OfElement {
    OfPositive(Operation operation, DoubleUnaryOperator function) {
      super(operation, function);
    }

    @Override
    protected List<Tensor> inputs() {
      return super.inputs().stream().map(x -> map(x, value -> 0.5 + Math.abs(value))).toList();
    }

    @Override
    protected List<Tensor> largeInputs() {
      return super.largeInputs().stream().map(x -> map(x, v -> 0.5 + Math.abs(v))).toList();
    }
  }
}
