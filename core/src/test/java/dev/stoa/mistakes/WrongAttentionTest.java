package dev.stoa.mistakes;

import dev.stoa.contract.core.AttentionContract;
import dev.stoa.contract.judge.FailsIn;
import dev.stoa.contract.judge.Judge;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

@DisplayName("The contract of attention")
class WrongAttentionTest {

  @TestFactory
  Stream<DynamicTest> judges() {
    return Judge.of(WrongAttentionTest.class);
  }

  static class CorrectAttention extends AttentionContract {
    @Override
    protected void attend(
        float[] out, float[] q, float[] k, float[] v, int queries, int keys, int size) {
      for (int i = 0; i < queries; i++) {
        int seen = Math.min(keys, seen(i, queries, keys));
        double[] p = new double[seen];
        double max = start();
        for (int j = 0; j < seen; j++) {
          for (int x = 0; x < size; x++) {
            p[j] += q[i * size + x] * k[j * size + x] * scale(size);
          }
          max = Math.max(max, p[j]);
        }
        double sum = 0;
        for (int j = 0; j < seen; j++) {
          p[j] = exp(p[j], max);
          sum += p[j];
        }
        for (int x = 0; x < size; x++) {
          double o = before(out[i * size + x]);
          for (int j = 0; j < seen; j++) {
            o += p[j] / divisor(sum, seen) * v[j * size + x];
          }
          out[i * size + x] = (float) o;
        }
      }
    }

    int seen(int i, int queries, int keys) {
      return keys - queries + i + 1;
    }

    double scale(int size) {
      return 1 / Math.sqrt(size);
    }

    double start() {
      return Double.NEGATIVE_INFINITY;
    }

    double exp(double score, double max) {
      return Math.exp(score - max);
    }

    double divisor(double sum, int seen) {
      return sum;
    }

    double before(float out) {
      return 0;
    }
  }

  @FailsIn("theFutureHasNoInfluence")
  static class WithoutMask extends CorrectAttention {
    @Override
    int seen(int i, int queries, int keys) {
      return keys;
    }
  }

  @FailsIn("theFutureHasNoInfluence")
  static class WithAMaskThatSeesOneTooMany extends CorrectAttention {
    @Override
    int seen(int i, int queries, int keys) {
      return super.seen(i, queries, keys) + 1;
    }
  }

  @FailsIn("thePresentHasInfluence")
  static class WithAMaskThatHidesThePresent extends CorrectAttention {
    @Override
    int seen(int i, int queries, int keys) {
      return Math.max(1, super.seen(i, queries, keys) - 1);
    }
  }

  @FailsIn("theLastQueriesAloneGiveTheLastRows")
  static class WithQueriesAtTheBeginningOfTheSequence extends CorrectAttention {
    @Override
    int seen(int i, int queries, int keys) {
      return i + 1;
    }
  }

  @FailsIn("scoresAreDividedByTheRootOfTheHeadSize")
  static class WithoutScale extends CorrectAttention {
    @Override
    double scale(int size) {
      return 1;
    }
  }

  @FailsIn("scoresAreDividedByTheRootOfTheHeadSize")
  static class WithTheScaleAppliedTwice extends CorrectAttention {
    @Override
    double scale(int size) {
      return 1.0 / size;
    }
  }

  @FailsIn("greatScoresDoNotOverflow")
  static class WithoutTheMaximumSubtracted extends CorrectAttention {
    @Override
    double exp(double score, double max) {
      return (float) Math.exp(score);
    }
  }

  @FailsIn("smallScoresDoNotVanishTogether")
  static class WithAMaximumThatIsNeverNegative extends CorrectAttention {
    @Override
    double start() {
      return 0;
    }
  }

  @FailsIn("aResultLiesAmongTheValues")
  static class WithTheMeanOfTheExponentials extends CorrectAttention {
    @Override
    double divisor(double sum, int seen) {
      return seen;
    }
  }

  @FailsIn("oneKeyGivesItsValue")
  static class WithResultsThatAreAdded extends CorrectAttention {
    @Override
    double before(float out) {
      return out;
    }
  }
}
