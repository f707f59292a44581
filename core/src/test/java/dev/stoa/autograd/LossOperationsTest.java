package dev.stoa.autograd;

import static dev.stoa.autograd.Examples.assertValues;
import static dev.stoa.autograd.Examples.gradient;
import static dev.stoa.autograd.Examples.result;
import static dev.stoa.autograd.Examples.row;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.stoa.contract.core.Draws;
import dev.stoa.contract.core.Values;
import dev.stoa.tensor.Tensor;
import java.util.List;
import java.util.function.DoubleBinaryOperator;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

@DisplayName("Losses of each value")
class LossOperationsTest {

  @Nested
  @DisplayName("in worked examples")
  class WorkedExamples {

    /** Distances 1 and −3: (1 + 9) / 2, and 2 d / n. */
    @Test
    void theMeanSquaredError() {
      Tensor x = row(2, 0);
      Tensor targets = row(1, 3);
      assertValues(result(tape -> Operations.meanSquaredError(tape, x, targets)), 5);
      assertValues(gradient(x, tape -> Operations.meanSquaredError(tape, x, targets)), 1, -3);
      assertValues(gradient(targets, tape -> Operations.meanSquaredError(tape, x, targets)), -1, 3);
    }

    /** With δ = 2: ½ · 1² and 2 (3 − 1). */
    @Test
    void huberGoesOnInAStraightLine() {
      Tensor x = row(2, 0);
      Tensor targets = row(1, 3);
      assertValues(result(tape -> Operations.huber(tape, x, targets, 2)), 4.5 / 2);
      assertValues(gradient(x, tape -> Operations.huber(tape, x, targets, 2)), 0.5, -1);
    }

    /** σ(ln 3) = 3/4: −log(3/4) if the answer is yes, −log(1/4) if it is no. */
    @Test
    void aYesOrNoQuestion() {
      Tensor x = row((float) Math.log(3));
      Tensor yes = row(1);
      Tensor no = row(0);
      assertValues(result(tape -> Operations.binaryCrossEntropy(tape, x, yes)), -Math.log(0.75));
      assertValues(result(tape -> Operations.binaryCrossEntropy(tape, x, no)), Math.log(4));
      assertValues(gradient(x, tape -> Operations.binaryCrossEntropy(tape, x, yes)), -0.25);
      assertValues(gradient(x, tape -> Operations.binaryCrossEntropy(tape, x, no)), 0.75);
    }

    /** Right by more than the margin costs nothing; right by too little and wrong do. */
    @Test
    void hingeWantsAMargin() {
      Tensor x = row(2, 0.5f, 1);
      Tensor targets = row(1, 1, -1);
      assertValues(result(tape -> Operations.hinge(tape, x, targets)), (0 + 0.5 + 2) / 3);
      double[] slopes = {0, -1 / 3.0, 1 / 3.0};
      assertValues(gradient(x, tape -> Operations.hinge(tape, x, targets)), slopes);
    }
  }

  @Nested
  @DisplayName("have edges")
  class Edges {

    /** −log σ(−200) = 200 where σ is 0 in float, and exp(−20) where a difference would be 0. */
    @Test
    void logitsFarFromZero() {
      Tensor x = row(-200);
      assertValues(result(tape -> Operations.binaryCrossEntropy(tape, x, row(1))), 200);
      assertValues(gradient(x, tape -> Operations.binaryCrossEntropy(tape, x, row(1))), -1);
      float little = result(tape -> Operations.binaryCrossEntropy(tape, row(20), row(1)))[0];
      assertEquals(2.0611536e-9f, little, 1e-15f);
    }

    @Test
    void theKinksOfHinge() {
      Tensor x = row(1, -1);
      assertValues(gradient(x, tape -> Operations.hinge(tape, x, row(1, -1))), 0, 0);
    }

    @Test
    void targetsThatMakeNoSenseAreRefused() {
      assertEquals(
          "hinge: a target must be -1 or 1, not 0.0",
          message(tape -> Operations.hinge(tape, row(1), row(0))));
      assertEquals(
          "binaryCrossEntropy: a target must be a probability in [0, 1], not -1.0",
          message(tape -> Operations.binaryCrossEntropy(tape, row(1), row(-1))));
      message(tape -> Operations.binaryCrossEntropy(tape, row(1), row(Float.NaN)));
      message(tape -> Operations.huber(tape, row(1), row(1), 0));
    }

    @Test
    void shapesThatDifferAreRefused() {
      assertEquals(
          "meanSquaredError: x[1, 2] needs a target for each value, but the targets have the"
              + " shape [2]",
          message(tape -> Operations.meanSquaredError(tape, row(1, 2), Tensor.zeros(2))));
      message(tape -> Operations.huber(tape, Tensor.zeros(0, 2), Tensor.zeros(0, 2), 1));
    }

    private String message(Examples.Operation operation) {
      return assertThrows(IllegalArgumentException.class, () -> result(operation)).getMessage();
    }
  }

  @Nested
  @DisplayName("the mean squared error")
  class MeanSquaredError extends Mean {
    MeanSquaredError() {
      super(Operations::meanSquaredError, (x, t) -> (x - t) * (x - t), Target.ANY);
    }
  }

  @Nested
  @DisplayName("Huber's loss")
  class Huber extends Mean {
    Huber() {
      super(
          (tape, x, t) -> Operations.huber(tape, x, t, 0.75f),
          (x, t) ->
              Math.abs(x - t) < 0.75 ? (x - t) * (x - t) / 2 : 0.75 * (Math.abs(x - t) - 0.375),
          Target.ANY);
    }
  }

  @Nested
  @DisplayName("binary cross entropy")
  class BinaryCrossEntropy extends Mean {
    BinaryCrossEntropy() {
      super(
          Operations::binaryCrossEntropy,
          (x, t) -> t * Math.log(1 + Math.exp(-x)) + (1 - t) * Math.log(1 + Math.exp(x)),
          Target.PROBABILITY);
    }
  }

  @Nested
  @DisplayName("the hinge loss")
  class Hinge extends Mean {
    Hinge() {
      super(Operations::hinge, (x, t) -> Math.max(0, 1 - t * x), Target.SIGN);
    }
  }

  /** Which targets a loss has. */
  enum Target {
    ANY,
    PROBABILITY,
    SIGN;

    double of(double normal) {
      return switch (this) {
        case ANY -> normal;
        case PROBABILITY -> 1 / (1 + Math.exp(-normal));
        case SIGN -> Math.signum(normal);
      };
    }
  }

  /** The mean of the losses of each value, with gradients to the targets too. */
  abstract static class Mean extends Checked {
    private final Target target;

    /** A loss. */
    interface Loss {
      Tensor apply(Tape tape, Tensor x, Tensor targets);
    }

    Mean(Loss loss, DoubleBinaryOperator formula, Target target) {
      super(
          (tape, x) -> loss.apply(tape, x.get(0), x.get(1)),
          x -> mean(formula, x.get(0).data(), x.get(1).data()),
          normal(50, 4, 5),
          map(Tensor.of(Draws.normal(51, 20), 4, 5), target::of));
      this.target = target;
    }

    @Override
    protected List<Tensor> largeInputs() {
      return List.of(normal(52, 200, 100), map(normal(53, 200, 100), target::of));
    }

    private static Values mean(DoubleBinaryOperator loss, double[] x, double[] targets) {
      double sum = 0;
      for (int i = 0; i < x.length; i++) {
        sum += loss.applyAsDouble(x[i], targets[i]);
      }
      double mean = sum / x.length;
      return Values.of(index -> mean, 1, 1);
    }
  }
}
