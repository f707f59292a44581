package dev.stoa.mistakes;

import dev.stoa.contract.core.AttentionGradientContract;
import dev.stoa.contract.judge.FailsIn;
import dev.stoa.contract.judge.Judge;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

@DisplayName("The contract of attention's gradient")
class WrongAttentionGradientTest {

  @TestFactory
  Stream<DynamicTest> judges() {
    return Judge.of(WrongAttentionGradientTest.class);
  }

  static class CorrectGradient extends AttentionGradientContract {
    @Override
    protected void addGradients(
        float[] dQ,
        float[] dK,
        float[] dV,
        float[] dOut,
        float[] q,
        float[] k,
        float[] v,
        int queries,
        int keys,
        int size) {
      double scale = 1 / Math.sqrt(size);
      clear(dQ);
      for (int i = 0; i < queries; i++) {
        int seen = seen(i, queries, keys);
        double[] p = new double[seen];
        double max = Double.NEGATIVE_INFINITY;
        for (int j = 0; j < seen; j++) {
          p[j] = scale * dot(q, i, k, j, size);
          max = Math.max(max, p[j]);
        }
        double sum = 0;
        for (int j = 0; j < seen; j++) {
          p[j] = Math.exp(p[j] - max);
          sum += p[j];
        }
        double delta = 0;
        for (int j = 0; j < seen; j++) {
          p[j] /= sum;
          delta += p[j] * dot(dOut, i, v, j, size);
        }
        for (int j = 0; j < seen; j++) {
          double dS = dS(p[j], dot(dOut, i, v, j, size), delta) * backScale(scale);
          for (int x = 0; x < size; x++) {
            dV[j * size + x] += (float) (ofValue(p[j], sum) * dOut[i * size + x]);
            dQ[i * size + x] += (float) (dS * k[j * size + x]);
            dK[j * size + x] += (float) (dS * q[i * size + x]);
          }
        }
      }
    }

    private static double dot(float[] a, int i, float[] b, int j, int size) {
      double sum = 0;
      for (int x = 0; x < size; x++) {
        sum += a[i * size + x] * b[j * size + x];
      }
      return sum;
    }

    int seen(int i, int queries, int keys) {
      return keys - queries + i + 1;
    }

    double dS(double p, double dP, double delta) {
      return p * (dP - delta);
    }

    double backScale(double scale) {
      return scale;
    }

    double ofValue(double p, double sum) {
      return p;
    }

    void clear(float[] dQ) {}
  }

  @FailsIn("aQueryGivesNothingToLaterKeysAndValues")
  static class WithoutMask extends CorrectGradient {
    @Override
    int seen(int i, int queries, int keys) {
      return keys;
    }
  }

  @FailsIn("forTheLaterPartOfASequence")
  static class WithQueriesAtTheBeginningOfTheSequence extends CorrectGradient {
    @Override
    int seen(int i, int queries, int keys) {
      return i + 1;
    }
  }

  @FailsIn("oneKeyHasNoGradientOfScores")
  static class WithoutDelta extends CorrectGradient {
    @Override
    double dS(double p, double dP, double delta) {
      return p * dP;
    }
  }

  @FailsIn("twoKeysShareTheGradient")
  static class WithTheGradientOfASigmoid extends CorrectGradient {
    @Override
    double dS(double p, double dP, double delta) {
      return p * (1 - p) * dP;
    }
  }

  @FailsIn("againstCentralDifferences")
  static class WithoutScaleOnTheWayBack extends CorrectGradient {
    @Override
    double backScale(double scale) {
      return 1;
    }
  }

  @FailsIn("againstCentralDifferences")
  static class WithTheScaleAppliedTwiceOnTheWayBack extends CorrectGradient {
    @Override
    double backScale(double scale) {
      return scale * scale;
    }
  }

  @FailsIn("theGradientsOfTheValuesSumToThatOfTheResult")
  static class WithExponentialsInsteadOfProbabilities extends CorrectGradient {
    @Override
    double ofValue(double p, double sum) {
      return p * sum;
    }
  }

  @FailsIn("gradientsAreAdded")
  static class WithAQueryGradientThatIsOverwritten extends CorrectGradient {
    @Override
    void clear(float[] dQ) {
      Arrays.fill(dQ, 0);
    }
  }
}
