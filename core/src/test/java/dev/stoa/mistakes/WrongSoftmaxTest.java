package dev.stoa.mistakes;

import dev.stoa.contract.core.SoftmaxContract;
import dev.stoa.contract.judge.FailsIn;
import dev.stoa.contract.judge.Judge;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

@DisplayName("The contract of softmax")
class WrongSoftmaxTest {

  @TestFactory
  Stream<DynamicTest> judges() {
    return Judge.of(WrongSoftmaxTest.class);
  }

  static class CorrectSoftmax extends SoftmaxContract {
    @Override
    protected void softmax(float[] y, float[] x) {
      float max = start(x);
      for (float value : x) {
        max = Math.max(max, value);
      }
      float sum = 0;
      for (int i = 0; i < x.length; i++) {
        y[i] = exp(x[i], max);
        sum += i < summed(x.length) ? y[i] : 0;
      }
      for (int i = 0; i < divided(x.length); i++) {
        y[i] /= sum;
      }
    }

    float start(float[] x) {
      return Float.NEGATIVE_INFINITY;
    }

    float exp(float x, float max) {
      return (float) Math.exp(x - max);
    }

    int summed(int n) {
      return n;
    }

    int divided(int n) {
      return n;
    }
  }

  static class CorrectThroughTheLogarithmOfTheSum extends SoftmaxContract {
    @Override
    protected void softmax(float[] y, float[] x) {
      double max = Double.NEGATIVE_INFINITY;
      for (float value : x) {
        max = Math.max(max, value);
      }
      double sum = 0;
      for (float value : x) {
        sum += Math.exp(value - max);
      }
      for (int i = 0; i < x.length; i++) {
        y[i] = (float) Math.exp(x[i] - (max + Math.log(sum)));
      }
    }
  }

  @FailsIn("greatValuesDoNotOverflow")
  static class WithoutTheMaximumSubtracted extends CorrectSoftmax {
    @Override
    float exp(float x, float max) {
      return (float) Math.exp(x);
    }
  }

  @FailsIn("smallValuesDoNotVanishTogether")
  static class WithAMaximumOfAtLeastZero extends CorrectSoftmax {
    @Override
    float start(float[] x) {
      return 0;
    }
  }

  @FailsIn("smallValuesDoNotVanishTogether")
  static class WithTheSmallestFloatTakenForTheLeast extends CorrectSoftmax {
    @Override
    float start(float[] x) {
      return Float.MIN_VALUE;
    }
  }

  @FailsIn("logarithmsOfOneTwoAndFive")
  static class WithPowersOfTwo extends CorrectSoftmax {
    @Override
    float exp(float x, float max) {
      return (float) Math.pow(2, x - max);
    }
  }

  @FailsIn("theRowSumsToOne")
  static class WithASumThatDropsTheTail extends CorrectSoftmax {
    @Override
    int summed(int n) {
      return n < 8 ? n : n & -8;
    }
  }

  @FailsIn("theRowSumsToOne")
  static class WithADivisionThatDropsTheTail extends CorrectSoftmax {
    @Override
    int divided(int n) {
      return n < 8 ? n : n & -8;
    }
  }

  @FailsIn("onRowsWithAWideRange")
  static class WithACoarseExponential extends CorrectSoftmax {
    @Override
    float exp(float x, float max) {
      return (float) Math.pow(1 + (x - max) / 4096.0, 4096);
    }
  }

  @FailsIn("theInputStaysAsItIs")
  static class WithTheInputOverwritten extends CorrectSoftmax {
    @Override
    protected void softmax(float[] y, float[] x) {
      super.softmax(y, x);
      System.arraycopy(y, 0, x, 0, x.length);
    }
  }
}
