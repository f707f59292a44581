package dev.stoa.mistakes;

import dev.stoa.contract.core.LayerNormGradientContract;
import dev.stoa.contract.judge.FailsIn;
import dev.stoa.contract.judge.Judge;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

@DisplayName("The contract of LayerNorm's gradient")
class WrongNormGradientTest {

  @TestFactory
  Stream<DynamicTest> judges() {
    return Judge.of(WrongNormGradientTest.class);
  }

  static class CorrectGradient extends LayerNormGradientContract {
    @Override
    protected void addGradients(
        float[] dX,
        float[] dWeight,
        float[] dBias,
        float[] dY,
        float[] x,
        float[] weight,
        float epsilon) {
      int n = x.length;
      clear(dX);
      double mean = 0;
      for (float value : x) {
        mean += (double) value / n;
      }
      double variance = 0;
      for (float value : x) {
        variance += (value - mean) * (value - mean) / n;
      }
      double r = 1 / Math.sqrt(variance + epsilon);
      double meanG = 0;
      double meanGX = 0;
      for (int i = 0; i < n; i++) {
        double g = g(dY[i], weight[i]);
        meanG += g / n;
        meanGX += g * (x[i] - mean) * r / n;
      }
      for (int i = 0; i < n; i++) {
        double normalized = (x[i] - mean) * r;
        double slope = slope(g(dY[i], weight[i]), meanG, normalized, meanGX);
        dX[i] += (float) (slope * outer(r));
        dWeight[i] += (float) (dY[i] * ofWeight(x[i], normalized));
        dBias[i] += dY[i];
      }
    }

    double g(float dY, float weight) {
      return (double) dY * weight;
    }

    double slope(double g, double meanG, double normalized, double meanGX) {
      return g - meanG - normalized * meanGX;
    }

    double outer(double r) {
      return r;
    }

    double ofWeight(double x, double normalized) {
      return normalized;
    }

    void clear(float[] dX) {}
  }

  @FailsIn("theGradientOfTheRowSumsToZero")
  static class WithoutThePartOfTheMean extends CorrectGradient {
    @Override
    double slope(double g, double meanG, double normalized, double meanGX) {
      return g - normalized * meanGX;
    }
  }

  @FailsIn("againstCentralDifferences")
  static class WithoutThePartOfTheVariance extends CorrectGradient {
    @Override
    double slope(double g, double meanG, double normalized, double meanGX) {
      return g - meanG;
    }
  }

  @FailsIn("theGradientOfTheRowSumsToZero")
  static class WithStatisticsTakenForConstants extends CorrectGradient {
    @Override
    double slope(double g, double meanG, double normalized, double meanGX) {
      return g;
    }
  }

  @FailsIn("againstCentralDifferences")
  static class WithoutTheRoot extends CorrectGradient {
    @Override
    double outer(double r) {
      return 1;
    }
  }

  @FailsIn("againstCentralDifferences")
  static class WithoutTheWeight extends CorrectGradient {
    @Override
    double g(float dY, float weight) {
      return dY;
    }
  }

  @FailsIn("againstCentralDifferences")
  static class WithTheRowInsteadOfTheNormalizedOne extends CorrectGradient {
    @Override
    double ofWeight(double x, double normalized) {
      return x;
    }
  }

  @FailsIn("gradientsAreAdded")
  static class WithAnOverwrittenGradient extends CorrectGradient {
    @Override
    void clear(float[] dX) {
      Arrays.fill(dX, 0);
    }
  }
}
