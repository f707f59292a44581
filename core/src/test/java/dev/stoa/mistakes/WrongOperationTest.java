package dev.stoa.mistakes;

import dev.stoa.autograd.Saved;
import dev.stoa.autograd.Tape;
import dev.stoa.contract.core.GradientContract;
import dev.stoa.contract.core.Values;
import dev.stoa.contract.judge.FailsIn;
import dev.stoa.contract.judge.Judge;
import dev.stoa.tensor.Tensor;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

@DisplayName("The contract of operations on the tape")
class WrongOperationTest {

  @TestFactory
  Stream<DynamicTest> judgesARowTimesAMatrix() {
    return Judge.of(RowTimesMatrix.class);
  }

  @TestFactory
  Stream<DynamicTest> judgesAnActivation() {
    return Judge.of(Activation.class);
  }

  @TestFactory
  Stream<DynamicTest> judgesAMean() {
    return Judge.of(Mean.class);
  }

  private static float get(Tensor x, int row, int column) {
    return x.data()[x.offset() + row * x.stride() + column];
  }

  private static void set(Tensor x, int row, int column, float value) {
    x.data()[x.offset() + row * x.stride() + column] = value;
  }

  private static void add(Tensor x, int row, int column, float value) {
    if (x != null) {
      set(x, row, column, get(x, row, column) + value);
    }
  }

  /** y_ij = a_ij b_j. */
  static class RowTimesMatrix {

    static class CorrectProduct extends GradientContract {
      @Override
      protected List<Tensor> inputs() {
        return List.of(normal(1, 3, 4), normal(2, 1, 4));
      }

      @Override
      protected Values formula(List<Values> x) {
        Values a = x.get(0);
        return Values.of(index -> a.at(index) * x.get(1).at(0, index[1]), a.shape());
      }

      @Override
      protected Tensor apply(Tape tape, List<Tensor> inputs) {
        Tensor a = inputs.get(0);
        Tensor b = inputs.get(1);
        Tensor y = tape.take(a.rows(), a.columns());
        clear(y);
        for (int i = 0; i < a.rows(); i++) {
          for (int j = 0; j < a.columns(); j++) {
            add(y, i, j, valueOf(a, i, j) * get(b, 0, j));
          }
        }
        return record(tape, y, a, b);
      }

      Tensor record(Tape tape, Tensor y, Tensor a, Tensor b) {
        return tape.record(y, Saved.of(a, b), (dY, saved) -> backward(tape, dY, a, b, saved), a, b);
      }

      void backward(Tape tape, Tensor dY, Tensor a, Tensor b, Saved saved) {
        Tensor dA = tape.gradient(a);
        Tensor dB = tape.gradient(b);
        for (int i = 0; i < dY.rows(); i++) {
          for (int j = 0; j < dY.columns(); j++) {
            addGradients(dA, dB, get(dY, i, j), saved, i, j);
          }
        }
      }

      void addGradients(Tensor dA, Tensor dB, float dY, Saved saved, int i, int j) {
        add(dA, i, j, dY * get(saved.get(1), 0, j));
        add(dB, 0, j, dY * get(saved.get(0), i, j));
      }

      void clear(Tensor y) {
        y.fill(0);
      }

      float valueOf(Tensor a, int row, int column) {
        return get(a, row, column);
      }
    }

    @FailsIn("gradientsAreAddedToThoseOfEarlierPasses")
    static class WithAnOverwrittenGradient extends CorrectProduct {
      @Override
      void addGradients(Tensor dA, Tensor dB, float dY, Saved saved, int i, int j) {
        if (dA != null) {
          set(dA, i, j, dY * get(saved.get(1), 0, j));
        }
        add(dB, 0, j, dY * get(saved.get(0), i, j));
      }
    }

    @FailsIn("againstCentralDifferences")
    static class WithoutTheSumOverTheRows extends CorrectProduct {
      @Override
      void addGradients(Tensor dA, Tensor dB, float dY, Saved saved, int i, int j) {
        add(dA, i, j, dY * get(saved.get(1), 0, j));
        add(i == 0 ? dB : null, 0, j, dY * get(saved.get(0), i, j));
      }
    }

    @FailsIn("againstCentralDifferences")
    static class WithTheWrongFactor extends CorrectProduct {
      @Override
      void addGradients(Tensor dA, Tensor dB, float dY, Saved saved, int i, int j) {
        add(dA, i, j, dY * get(saved.get(0), i, j));
        add(dB, 0, j, dY * get(saved.get(0), i, j));
      }
    }

    @FailsIn("againstCentralDifferences")
    static class WithoutTheGradientThatArrived extends CorrectProduct {
      @Override
      void addGradients(Tensor dA, Tensor dB, float dY, Saved saved, int i, int j) {
        super.addGradients(dA, dB, 1, saved, i, j);
      }
    }

    @FailsIn("anInputHasItsGradientWhileTheOthersAreConstants")
    static class WithAForgottenInput extends CorrectProduct {
      @Override
      Tensor record(Tape tape, Tensor y, Tensor a, Tensor b) {
        return tape.record(y, Saved.of(a, b), (dY, saved) -> backward(tape, dY, a, b, saved), a);
      }
    }

    @FailsIn("againstCentralDifferences")
    static class WithNothingRecorded extends CorrectProduct {
      @Override
      Tensor record(Tape tape, Tensor y, Tensor a, Tensor b) {
        return y;
      }
    }

    @FailsIn("anInputHasItsGradientWhileTheOthersAreConstants")
    static class WithoutAThoughtOfConstants extends CorrectProduct {
      @Override
      void backward(Tape tape, Tensor dY, Tensor a, Tensor b, Saved saved) {
        if (tape.gradient(a).size() > 0 && tape.gradient(b).size() > 0) {
          super.backward(tape, dY, a, b, saved);
        }
      }
    }

    @FailsIn("inputsMayHaveGapsBetweenTheirRows")
    static class WithoutAThoughtOfGaps extends CorrectProduct {
      @Override
      float valueOf(Tensor a, int row, int column) {
        return a.data()[a.offset() + row * a.columns() + column];
      }
    }

    @FailsIn("inputsAreNotChanged")
    static class WithTheResultInTheInput extends CorrectProduct {
      @Override
      protected Tensor apply(Tape tape, List<Tensor> inputs) {
        Tensor y = super.apply(tape, inputs);
        set(inputs.get(0), 0, 0, get(y, 0, 0));
        return y;
      }
    }

    @FailsIn("whatWasComputedBeforeDoesNotMatter")
    static class WithWhatLayThereBefore extends CorrectProduct {
      @Override
      void clear(Tensor y) {}
    }
  }

  /** max(x, x/4). */
  static class Activation {

    static class CorrectActivation extends GradientContract {
      @Override
      protected List<Tensor> inputs() {
        return List.of(normal(3, 3, 5));
      }

      @Override
      protected Values formula(List<Values> x) {
        return x.get(0).map(value -> value > 0 ? value : value / 4);
      }

      @Override
      protected Tensor apply(Tape tape, List<Tensor> inputs) {
        Tensor x = inputs.get(0);
        Tensor y = tape.take(x.rows(), x.columns());
        for (int i = 0; i < x.rows(); i++) {
          for (int j = 0; j < x.columns(); j++) {
            set(y, i, j, value(get(x, i, j)));
          }
        }
        return tape.record(
            y,
            Saved.of(x, y),
            (dY, saved) -> {
              Tensor dX = tape.gradient(x);
              for (int i = 0; i < dY.rows(); i++) {
                for (int j = 0; j < dY.columns(); j++) {
                  add(dX, i, j, get(dY, i, j) * slope(get(saved.get(0), i, j)));
                }
              }
            },
            x);
      }

      float value(float x) {
        return x > 0 ? x : x / 4;
      }

      float slope(float x) {
        return x > 0 ? 1 : 0.25f;
      }
    }

    @FailsIn("againstCentralDifferences")
    static class WithTheSlopeOfTheOtherBranch extends CorrectActivation {
      @Override
      float slope(float x) {
        return x > 0 ? 0.25f : 1;
      }
    }

    @FailsIn("againstCentralDifferences")
    static class WithTheSlopeOfRelu extends CorrectActivation {
      @Override
      float slope(float x) {
        return x > 0 ? 1 : 0;
      }
    }

    @FailsIn("againstCentralDifferences")
    static class WithTheValueForItsSlope extends CorrectActivation {
      @Override
      float slope(float x) {
        return value(x);
      }
    }

    @FailsIn("asTheFormulaInDouble")
    static class WithTheValueOfRelu extends CorrectActivation {
      @Override
      float value(float x) {
        return Math.max(x, 0);
      }
    }
  }

  /** y = Σ x / n, each thread's sum by itself. */
  static class Mean {

    static class CorrectMean extends GradientContract {
      @Override
      protected List<Tensor> inputs() {
        return List.of(normal(4, 3, 5));
      }

      @Override
      protected List<Tensor> largeInputs() {
        return List.of(normal(5, 300, 101));
      }

      @Override
      protected Values formula(List<Values> x) {
        return Values.of(index -> x.get(0).sum() / x.get(0).data().length, 1, 1);
      }

      @Override
      protected Tensor apply(Tape tape, List<Tensor> inputs) {
        Tensor x = inputs.get(0);
        Tensor y = tape.take(1, 1);
        int rows = rowsOfAPart(tape, x);
        float[] sums = new float[Math.ceilDiv(x.rows(), rows)];
        tape.execution()
            .workers()
            .forRange(
                x.rows(),
                rows,
                (from, to) -> {
                  for (int i = from; i < to; i++) {
                    for (int j = 0; j < x.columns(); j++) {
                      sums[from / rows] += get(x, i, j);
                    }
                  }
                });
        float sum = 0;
        for (float part : sums) {
          sum += part;
        }
        set(y, 0, 0, sum / x.size());
        return tape.record(y, Saved.nothing(), (dY, saved) -> backward(tape.gradient(x), dY), x);
      }

      int rowsOfAPart(Tape tape, Tensor x) {
        return 10;
      }

      void backward(Tensor dX, Tensor dY) {
        for (int i = 0; i < dX.rows(); i++) {
          for (int j = 0; j < dX.columns(); j++) {
            add(dX, i, j, get(dY, 0, 0) * factor(dX.size()));
          }
        }
      }

      float factor(int n) {
        return 1f / n;
      }
    }

    @FailsIn("againstCentralDifferences")
    static class WithoutTheNumberOfValuesOnTheWayBack extends CorrectMean {
      @Override
      float factor(int n) {
        return 1;
      }
    }

    @FailsIn("againstCentralDifferences")
    static class WithoutAGradient extends CorrectMean {
      @Override
      void backward(Tensor dX, Tensor dY) {}
    }

    @FailsIn("withOneAndWithThreeThreads")
    static class WithASumThatDependsOnTheThreads extends CorrectMean {
      @Override
      int rowsOfAPart(Tape tape, Tensor x) {
        return Math.ceilDiv(x.rows(), tape.execution().workers().threads());
      }
    }

    @FailsIn("aTensorUsedTwiceGetsTheSumOfBothGradients")
    static class WithAGradientThatWasFilled extends CorrectMean {
      @Override
      void backward(Tensor dX, Tensor dY) {
        Arrays.fill(
            dX.data(), dX.offset(), dX.offset() + dX.size(), get(dY, 0, 0) * factor(dX.size()));
      }
    }
  }
}
