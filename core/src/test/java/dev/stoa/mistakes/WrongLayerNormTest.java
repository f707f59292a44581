package dev.stoa.mistakes;

import dev.stoa.contract.core.LayerNormContract;
import dev.stoa.contract.judge.FailsIn;
import dev.stoa.contract.judge.Judge;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

@DisplayName("The contract of LayerNorm")
class WrongLayerNormTest {

  @TestFactory
  Stream<DynamicTest> judges() {
    return Judge.of(WrongLayerNormTest.class);
  }

  static class CorrectLayerNorm extends LayerNormContract {
    @Override
    protected void normalize(float[] y, float[] x, float[] weight, float[] bias, float epsilon) {
      int n = x.length;
      float sum = 0;
      for (int i = 0; i < summed(n); i++) {
        sum += x[i];
      }
      float mean = mean(sum, n);
      float variance = variance(x, mean);
      for (int i = 0; i < n; i++) {
        float normalized = (x[i] - mean) / root(variance, epsilon);
        y[i] = normalized * weight[i] + (bias == null ? 0 : bias(bias, i));
      }
    }

    int summed(int n) {
      return n;
    }

    float mean(float sum, int n) {
      return sum / n;
    }

    float variance(float[] x, float mean) {
      float squares = 0;
      for (float value : x) {
        squares += (value - mean) * (value - mean);
      }
      return squares / count(x.length);
    }

    int count(int n) {
      return n;
    }

    float root(float variance, float epsilon) {
      return (float) Math.sqrt(variance + epsilon);
    }

    float bias(float[] bias, int i) {
      return bias[i];
    }
  }

  @FailsIn("theResultHasMeanZeroAndVarianceOne")
  static class WithTheUnbiasedVariance extends CorrectLayerNorm {
    @Override
    int count(int n) {
      return n - 1;
    }
  }

  @FailsIn("fourValues")
  static class WithEpsilonOutsideTheRoot extends CorrectLayerNorm {
    @Override
    float root(float variance, float epsilon) {
      return (float) Math.sqrt(variance) + epsilon;
    }
  }

  @FailsIn("equalValuesBecomeTheBias")
  static class WithoutEpsilon extends CorrectLayerNorm {
    @Override
    float root(float variance, float epsilon) {
      return (float) Math.sqrt(variance);
    }
  }

  @FailsIn("scalingTheRowChangesNothingWithoutEpsilon")
  static class WithoutRoot extends CorrectLayerNorm {
    @Override
    float root(float variance, float epsilon) {
      return variance + epsilon;
    }
  }

  @FailsIn("addingAConstantChangesNothing")
  static class WithoutMean extends CorrectLayerNorm {
    @Override
    float mean(float sum, int n) {
      return 0;
    }
  }

  @FailsIn("atEveryNumberOfChannels")
  static class WithAMeanThatDropsTheTail extends CorrectLayerNorm {
    @Override
    int summed(int n) {
      return n < 8 ? n : n & -8;
    }
  }

  @FailsIn("addingAConstantChangesNothing")
  static class WithTheVarianceInOnePass extends CorrectLayerNorm {
    @Override
    float variance(float[] x, float mean) {
      float squares = 0;
      for (float value : x) {
        squares += value * value;
      }
      return squares / x.length - mean * mean;
    }
  }

  @FailsIn("weightAndBiasFollow")
  static class WithoutBias extends CorrectLayerNorm {
    @Override
    float bias(float[] bias, int i) {
      return 0;
    }
  }

  @FailsIn("weightAndBiasFollow")
  static class WithOneBiasForAll extends CorrectLayerNorm {
    @Override
    float bias(float[] bias, int i) {
      return bias[0];
    }
  }
}
