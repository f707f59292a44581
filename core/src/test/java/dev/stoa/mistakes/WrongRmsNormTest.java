package dev.stoa.mistakes;

import dev.stoa.contract.core.RmsNormContract;
import dev.stoa.contract.core.RmsNormGradientContract;
import dev.stoa.contract.judge.FailsIn;
import dev.stoa.contract.judge.Judge;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

@DisplayName("The contracts of RmsNorm")
class WrongRmsNormTest {

  @TestFactory
  Stream<DynamicTest> judge() {
    return Judge.of(WrongRmsNormTest.class);
  }

  static class CorrectRmsNorm extends RmsNormContract {
    @Override
    protected void normalize(float[] y, float[] x, float[] weight, float epsilon) {
      double squares = 0;
      for (float value : x) {
        squares += (double) value * value;
      }
      double root = root(mean(squares, x.length), epsilon);
      for (int i = 0; i < x.length; i++) {
        y[i] = (float) (x[i] / root * weight(weight[i]));
      }
    }

    double mean(double squares, int n) {
      return squares / n;
    }

    double root(double square, float epsilon) {
      return Math.sqrt(square + epsilon);
    }

    double weight(double weight) {
      return weight;
    }
  }

  @FailsIn("theMeanSquareOfTheResultIsOne")
  static class WithTheSumOfSquares extends CorrectRmsNorm {
    @Override
    double mean(double squares, int n) {
      return squares;
    }
  }

  @FailsIn("fourValues")
  static class WithEpsilonOutsideTheRoot extends CorrectRmsNorm {
    @Override
    double root(double square, float epsilon) {
      return Math.sqrt(square) + epsilon;
    }
  }

  @FailsIn("fourValues")
  static class WithEpsilonAsTheLeastSquare extends CorrectRmsNorm {
    @Override
    double root(double square, float epsilon) {
      return Math.sqrt(Math.max(square, epsilon));
    }
  }

  @FailsIn("theWeightFollows")
  static class WithOneAddedToTheWeight extends CorrectRmsNorm {
    @Override
    double weight(double weight) {
      return 1 + weight;
    }
  }

  static class CorrectGradient extends RmsNormGradientContract {
    @Override
    protected void addGradients(
        float[] dX, float[] dWeight, float[] dY, float[] x, float[] weight, float epsilon) {
      int n = x.length;
      double square = 0;
      for (float value : x) {
        square += (double) value * value / n;
      }
      double r = 1 / Math.sqrt(square + epsilon);
      double meanGX = 0;
      for (int i = 0; i < n; i++) {
        meanGX += (double) dY[i] * weight[i] * x[i] * r / n;
      }
      for (int i = 0; i < n; i++) {
        double g = (double) dY[i] * weight[i];
        dX[i] += (float) (slope(g, x[i] * r, meanGX) * r);
        dWeight[i] += (float) (dY[i] * x[i] * r);
      }
    }

    double slope(double g, double normalized, double meanGX) {
      return g - normalized * meanGX;
    }
  }

  @FailsIn("theGradientStandsAcrossTheRow")
  static class GradientWithTheRootTakenForAConstant extends CorrectGradient {
    @Override
    double slope(double g, double normalized, double meanGX) {
      return g;
    }
  }

  @FailsIn("theGradientStandsAcrossTheRow")
  static class GradientWithAWrongSign extends CorrectGradient {
    @Override
    double slope(double g, double normalized, double meanGX) {
      return g + normalized * meanGX;
    }
  }
}
