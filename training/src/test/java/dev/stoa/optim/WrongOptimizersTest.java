package dev.stoa.optim;

import dev.stoa.contract.judge.FailsIn;
import dev.stoa.contract.judge.Judge;
import dev.stoa.contract.training.OptimizerContract;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Typical mistakes in AdamW, each of which the contract must find. */
@DisplayName("The contract of optimizers")
class WrongOptimizersTest {
  @TestFactory
  Stream<DynamicTest> judges() {
    return Judge.of(WrongOptimizersTest.class);
  }

  /** A correct version; each mistake overrides one line of it. */
  static class Plain extends OptimizerContract {
    double b1;
    double b2;
    double eps;
    double decay;
    int t;
    double[] m;
    double[] v;

    @Override
    protected Updates optimizer(
        int size, float beta1, float beta2, float epsilon, float weightDecay) {
      Plain fresh = copy();
      fresh.b1 = beta1;
      fresh.b2 = beta2;
      fresh.eps = epsilon;
      fresh.decay = weightDecay;
      fresh.m = new double[size];
      fresh.v = new double[size];
      fresh.prepare();
      return fresh::step;
    }

    private Plain copy() {
      try {
        return getClass().getDeclaredConstructor().newInstance();
      } catch (ReflectiveOperationException e) {
        throw new IllegalStateException(e);
      }
    }

    void prepare() {}

    void step(float[] theta, float[] g, float rate) {
      t++;
      for (int i = 0; i < theta.length; i++) {
        double gradient = gradient(g[i], theta[i]);
        int at = moment(i);
        m[at] = b1 * m[at] + (1 - b1) * gradient;
        v[at] = b2 * v[at] + (1 - b2) * gradient * gradient;
        theta[i] = (float) (decayed(theta[i], rate) - rate * direction(m[at], v[at]));
      }
    }

    double gradient(double g, double theta) {
      return g;
    }

    int moment(int i) {
      return i;
    }

    double decayed(double theta, double rate) {
      return theta * (1 - rate * decay);
    }

    double direction(double m, double v) {
      return m / correction(b1) / (Math.sqrt(v / correction(b2)) + eps);
    }

    double correction(double beta) {
      return 1 - Math.pow(beta, t);
    }
  }

  @FailsIn("theFirstStepIsTheLearningRateAgainstTheSignOfTheGradient")
  static class WithoutBiasCorrection extends Plain {
    @Override
    double correction(double beta) {
      return 1;
    }
  }

  @FailsIn("theFirstStepIsTheLearningRateAgainstTheSignOfTheGradient")
  static class WithoutBiasCorrectionOfTheSquare extends Plain {
    @Override
    double direction(double m, double v) {
      return m / correction(b1) / (Math.sqrt(v) + eps);
    }
  }

  @FailsIn("aGradientAsSmallAsEpsilonMovesHalfAsFar")
  static class WithEpsilonUnderTheRoot extends Plain {
    @Override
    double direction(double m, double v) {
      return m / correction(b1) / Math.sqrt(v / correction(b2) + eps);
    }
  }

  @FailsIn("decayDoesNotEnterTheMoments")
  static class WithDecayInTheGradient extends Plain {
    @Override
    double gradient(double g, double theta) {
      return g + decay * theta;
    }

    @Override
    double decayed(double theta, double rate) {
      return theta;
    }
  }

  @FailsIn("withoutGradientsDecayMultipliesByOneMinusRateTimesDecay")
  static class WithDecayOutsideTheLearningRate extends Plain {
    @Override
    double decayed(double theta, double rate) {
      return theta * (1 - decay);
    }
  }

  @FailsIn("oneParameterMovesAsCalculatedByHand")
  static class WithSwappedBetas extends Plain {
    @Override
    void prepare() {
      double kept = b1;
      b1 = b2;
      b2 = kept;
    }
  }

  @FailsIn("aZeroGradientMovesNothing")
  static class WithStepsCountedFromZero extends Plain {
    @Override
    double correction(double beta) {
      return 1 - Math.pow(beta, t - 1);
    }
  }

  @FailsIn("aLearningRateOfZeroMovesNothingButIsRemembered")
  static class WithMomentsThatAreForgotten extends Plain {
    @Override
    void step(float[] theta, float[] g, float rate) {
      prepareAgain();
      super.step(theta, g, rate);
    }

    private void prepareAgain() {
      t = 0;
      m = new double[m.length];
      v = new double[v.length];
    }
  }

  @FailsIn("theScaleOfAllGradientsDoesNotMatter")
  static class WithoutRoot extends Plain {
    @Override
    double direction(double m, double v) {
      return m / correction(b1) / (v / correction(b2) + eps);
    }
  }

  @FailsIn("valuesDoNotInfluenceEachOther")
  static class WithOneMomentForAllValues extends Plain {
    @Override
    int moment(int i) {
      return 0;
    }
  }
}
