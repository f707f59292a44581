package dev.stoa.autograd;

import static dev.stoa.autograd.Examples.assertValues;
import static dev.stoa.autograd.Examples.gradient;
import static dev.stoa.autograd.Examples.result;
import static dev.stoa.autograd.Examples.row;
import static dev.stoa.autograd.Operations.IGNORED;
import static dev.stoa.autograd.Operations.crossEntropy;
import static dev.stoa.autograd.Operations.crossEntropyRows;
import static dev.stoa.autograd.Operations.gatherLogProbabilities;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.stoa.contract.core.Draws;
import dev.stoa.contract.core.Values;
import dev.stoa.kernel.Kernels;
import dev.stoa.tensor.Tensor;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

@DisplayName("Cross entropy")
class CrossEntropyOperationsTest {
  private static final float[] WEIGHTS = {1, 2.5f, 0, 0.5f, 3};

  @Nested
  @DisplayName("in worked examples")
  class WorkedExamples {
    private final float ln3 = (float) Math.log(3);
    private final Tensor logits = Tensor.of(new float[] {0, ln3, 0, 0, ln3, 0}, 3, 2);
    private final int[] targets = {1, IGNORED, 1};

    /** The second class has a probability of 3/4 in the first row, of 1/4 in the third. */
    @Test
    void theMeanOfTheRowsThatHaveATarget() {
      double mean = (-Math.log(0.75) - Math.log(0.25)) / 2;
      assertValues(result(tape -> crossEntropy(tape, logits, targets)), mean);
      double[] slopes = {0.25 / 2, -0.25 / 2, 0, 0, 0.75 / 2, -0.75 / 2};
      assertValues(gradient(logits, tape -> crossEntropy(tape, logits, targets)), slopes);
    }

    @Test
    void eachRowByItself() {
      double[] losses = {-Math.log(0.75), 0, -Math.log(0.25)};
      assertValues(result(tape -> crossEntropyRows(tape, logits, targets)), losses);
      double[] logProbabilities = {Math.log(0.75), 0, Math.log(0.25)};
      assertValues(result(tape -> gatherLogProbabilities(tape, logits, targets)), logProbabilities);
    }

    /** A row whose class weighs 3 counts as three rows. */
    @Test
    void aClassThatWeighsMoreCountsAsMoreRows() {
      float[] weights = {1, 3};
      int[] both = {1, IGNORED, 0};
      double mean = (3 * -Math.log(0.75) - Math.log(0.75)) / 4;
      assertValues(result(tape -> crossEntropy(tape, logits, both, weights, 0)), mean);
    }

    /** ε = 0.4: 0.6 of the loss of the target, 0.2 of that of each class. */
    @Test
    void smoothedLabels() {
      Tensor row = row(0, ln3);
      double loss = 0.6 * -Math.log(0.75) + 0.2 * (-Math.log(0.75) - Math.log(0.25));
      int[] target = {1};
      assertValues(result(tape -> crossEntropy(tape, row, target, null, 0.4f)), loss);
      // p − q with q = (0.2, 0.8).
      assertValues(gradient(row, tape -> crossEntropy(tape, row, target, null, 0.4f)), 0.05, -0.05);
    }
  }

  @Nested
  @DisplayName("keeps its bits")
  class Bits {

    /**
     * The mean in the order in which it has always been summed: log Σ exp and logits in float,
     * their differences and the sum in double, the gradients in float.
     */
    @Test
    void ofTheMean() {
      int n = 30;
      int v = 77;
      Tensor logits = Tensor.of(Draws.normal(60, n * v), n, v);
      int[] targets = new int[n];
      Arrays.setAll(targets, i -> i % 4 == 3 ? IGNORED : i * 5 % v);
      float[] p = new float[n * v];
      double sum = 0;
      int counted = 0;
      for (int i = 0; i < n; i++) {
        float logSumExp = Kernels.chosen().softmax().softmaxInto(p, i * v, logits.data(), i * v, v);
        if (targets[i] != IGNORED) {
          sum += logSumExp - (double) logits.data()[i * v + targets[i]];
          counted++;
        }
      }
      float[] gradient = new float[n * v];
      float scale = 1f / counted;
      for (int i = 0; i < n; i++) {
        for (int j = 0; targets[i] != IGNORED && j < v; j++) {
          gradient[i * v + j] += scale * p[i * v + j];
        }
        if (targets[i] != IGNORED) {
          gradient[i * v + targets[i]] -= scale;
        }
      }
      assertEquals((float) (sum / counted), result(tape -> crossEntropy(tape, logits, targets))[0]);
      assertArrayEquals(gradient, gradient(logits, tape -> crossEntropy(tape, logits, targets)));
    }

    @Test
    void withWeightsOfOneAndWithoutSmoothing() {
      Tensor logits = Tensor.of(Draws.normal(61, 35), 7, 5);
      int[] targets = {0, 4, IGNORED, 2, 2, 3, 1};
      float[] ones = {1, 1, 1, 1, 1};
      assertArrayEquals(
          result(tape -> crossEntropy(tape, logits, targets)),
          result(tape -> crossEntropy(tape, logits, targets, ones, 0)));
      assertArrayEquals(
          gradient(logits, tape -> crossEntropy(tape, logits, targets)),
          gradient(logits, tape -> crossEntropy(tape, logits, targets, ones, 0)));
    }
  }

  @Nested
  @DisplayName("has edges")
  class Edges {
    private final Tensor logits = Tensor.zeros(2, 3);

    @Test
    void logitsFarFromZero() {
      Tensor far = row(-1000, 1000);
      assertValues(result(tape -> crossEntropy(tape, far, new int[] {0})), 2000);
      assertValues(result(tape -> crossEntropy(tape, far, new int[] {1})), 0);
      assertValues(gradient(far, tape -> crossEntropy(tape, far, new int[] {0})), -1, 1);
    }

    @Test
    void aMeanOfNothingIsRefused() {
      int[] none = {IGNORED, IGNORED};
      String message = "cross entropy: all targets are ignored or have a class weight of 0";
      assertEquals(message, message(tape -> crossEntropy(tape, logits, none)));
      float[] weights = {0, 1, 1};
      assertEquals(message, message(tape -> crossEntropy(tape, logits, new int[2], weights, 0)));
      assertValues(result(tape -> crossEntropyRows(tape, logits, none)), 0, 0);
    }

    @Test
    void whatDoesNotFitIsRefused() {
      assertEquals(
          "cross entropy: logits[2, 3] need 2 targets, not 1",
          message(tape -> crossEntropy(tape, logits, new int[1])));
      assertEquals(
          "cross entropy: target 3 is out of range: logits[2, 3] have 3 classes; -1 is for none",
          message(tape -> crossEntropy(tape, logits, new int[] {0, 3})));
      message(tape -> gatherLogProbabilities(tape, logits, new int[] {0, -2}));
      message(tape -> crossEntropy(tape, logits, new int[2], new float[2], 0));
      message(tape -> crossEntropy(tape, logits, new int[2], null, 1));
      message(tape -> crossEntropyRows(tape, logits, new int[2], null, -0.1f));
    }

    private String message(Examples.Operation operation) {
      return assertThrows(IllegalArgumentException.class, () -> result(operation)).getMessage();
    }
  }

  @Nested
  @DisplayName("as a mean")
  class AsMean extends OfLogits {
    AsMean() {
      super(
          (tape, x, targets) -> crossEntropy(tape, x, targets),
          (x, targets) -> mean(x, targets, null, 0));
    }
  }

  @Nested
  @DisplayName("as a mean with class weights and smoothed labels")
  class AsWeightedMean extends OfLogits {
    AsWeightedMean() {
      super(
          (tape, x, targets) -> crossEntropy(tape, x, targets, WEIGHTS, 0.125f),
          (x, targets) -> mean(x, targets, WEIGHTS, 0.125));
    }
  }

  @Nested
  @DisplayName("as a mean with smoothed labels")
  class AsSmoothedMean extends OfLogits {
    AsSmoothedMean() {
      super(
          (tape, x, targets) -> crossEntropy(tape, x, targets, null, 0.125f),
          (x, targets) -> mean(x, targets, null, 0.125));
    }
  }

  @Nested
  @DisplayName("of each row")
  class OfRows extends OfLogits {
    OfRows() {
      super(
          (tape, x, targets) -> crossEntropyRows(tape, x, targets),
          (x, targets) -> rows(x, targets, null, 0));
    }
  }

  @Nested
  @DisplayName("of each row with class weights and smoothed labels")
  class OfWeightedRows extends OfLogits {
    OfWeightedRows() {
      super(
          (tape, x, targets) -> crossEntropyRows(tape, x, targets, WEIGHTS, 0.125f),
          (x, targets) -> rows(x, targets, WEIGHTS, 0.125));
    }
  }

  @Nested
  @DisplayName("as logarithms of probabilities")
  class AsLogProbabilities extends OfLogits {
    AsLogProbabilities() {
      super(
          (tape, x, targets) -> gatherLogProbabilities(tape, x, targets),
          (x, targets) -> rows(x, targets, null, 0).map(loss -> -loss));
    }
  }

  /** A form of cross entropy over five classes. */
  abstract static class OfLogits extends Checked {
    /** The form on the tape. */
    interface Form {
      Tensor apply(Tape tape, Tensor logits, int[] targets);
    }

    /** The form in double. */
    interface Textbook {
      Values apply(Values logits, int[] targets);
    }

    OfLogits(Form form, Textbook textbook) {
      super(
          (tape, x) -> form.apply(tape, x.get(0), targets(x.get(0).rows())),
          x -> textbook.apply(x.get(0), targets(x.get(0).shape()[0])),
          normal(62, 7, 5));
    }

    /** Every class, and some rows without one. */
    private static int[] targets(int rows) {
      int[] targets = new int[rows];
      Arrays.setAll(targets, i -> i % 6 - 1);
      return targets;
    }

    @Override
    protected List<Tensor> largeInputs() {
      return List.of(normal(63, 4000, 5));
    }

    private static double logProbability(Values x, int row, int column) {
      double sum = 0;
      for (int j = 0; j < x.shape()[1]; j++) {
        sum += Math.exp(x.at(row, j));
      }
      return x.at(row, column) - Math.log(sum);
    }

    static Values rows(Values x, int[] targets, float[] weights, double smoothing) {
      int v = x.shape()[1];
      return Values.of(
          index -> {
            int row = index[0];
            int target = targets[row];
            if (target == IGNORED) {
              return 0;
            }
            double weight = weights == null ? 1 : weights[target];
            double loss = -(1 - smoothing) * weight * logProbability(x, row, target);
            for (int j = 0; j < v; j++) {
              weight = weights == null ? 1 : weights[j];
              loss -= smoothing / v * weight * logProbability(x, row, j);
            }
            return loss;
          },
          targets.length,
          1);
    }

    static Values mean(Values x, int[] targets, float[] weights, double smoothing) {
      double all = 0;
      for (int target : targets) {
        all += target == IGNORED ? 0 : weights == null ? 1 : weights[target];
      }
      double mean = rows(x, targets, weights, smoothing).sum() / all;
      return Values.of(index -> mean, 1, 1);
    }
  }
}
