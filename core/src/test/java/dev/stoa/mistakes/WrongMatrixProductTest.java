package dev.stoa.mistakes;

import dev.stoa.contract.core.MatrixProductContract;
import dev.stoa.contract.judge.FailsIn;
import dev.stoa.contract.judge.Judge;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

@DisplayName("The contract of matrix products")
class WrongMatrixProductTest {

  @TestFactory
  Stream<DynamicTest> judges() {
    return Judge.of(WrongMatrixProductTest.class);
  }

  static class CorrectProduct extends MatrixProductContract {
    @Override
    protected void addABt(float[] c, float[] a, float[] b, int m, int n, int k) {
      for (int i = 0; i < m; i++) {
        for (int j = 0; j < columns(n); j++) {
          float sum = start(c[i * n + j]);
          for (int p = 0; p < terms(k); p++) {
            sum = add(sum, a[i * k + p], b[j * k + p]);
          }
          c[at(i, j, m, n)] = sum;
        }
      }
    }

    int columns(int n) {
      return n;
    }

    float start(float c) {
      return c;
    }

    int terms(int k) {
      return k;
    }

    float add(float sum, float a, float b) {
      return sum + a * b;
    }

    int at(int i, int j, int m, int n) {
      return i * n + j;
    }
  }

  @FailsIn("theProductIsAdded")
  static class ThatOverwrites extends CorrectProduct {
    @Override
    float start(float c) {
      return 0;
    }
  }

  @FailsIn("atEveryNumberOfColumns")
  static class ThatDropsTheLastColumns extends CorrectProduct {
    @Override
    int columns(int n) {
      return n < 8 ? n : n & -8;
    }
  }

  @FailsIn("atEveryLengthOfTheSums")
  static class ThatDropsTheLastTerms extends CorrectProduct {
    @Override
    int terms(int k) {
      return k < 8 ? k : k & -8;
    }
  }

  @FailsIn("timesTransposedTakesRowsTimesRows")
  static class WithATransposedResult extends CorrectProduct {
    @Override
    int at(int i, int j, int m, int n) {
      return j * m + i;
    }
  }

  @FailsIn("denormalsAreNotLost")
  static class ThatFlushesDenormals extends CorrectProduct {
    @Override
    float add(float sum, float a, float b) {
      float product = a * b;
      return Math.abs(product) < Float.MIN_NORMAL ? sum : sum + product;
    }
  }

  @FailsIn("infinityAndNanStayInTheirRowAndColumn")
  static class ThatHidesNan extends CorrectProduct {
    @Override
    float add(float sum, float a, float b) {
      return Float.isNaN(a) ? sum : sum + a * b;
    }
  }

  @FailsIn("atRandomSizes")
  static class InLowPrecision extends CorrectProduct {
    @Override
    float add(float sum, float a, float b) {
      return sum + Float.float16ToFloat(Float.floatToFloat16(a)) * b;
    }
  }

  @FailsIn("timesTakesRowsTimesColumns")
  static class WithoutTheSecondTranspose extends CorrectProduct {
    @Override
    protected void addAB(float[] c, float[] a, float[] b, int m, int n, int k) {
      addABt(c, a, b, m, n, k);
    }
  }

  @FailsIn("equalCallsGiveEqualBits")
  static class WithRandomOrder extends CorrectProduct {
    private int calls;

    @Override
    protected void addABt(float[] c, float[] a, float[] b, int m, int n, int k) {
      calls++;
      for (int i = 0; i < m; i++) {
        for (int j = 0; j < n; j++) {
          for (int p = 0; p < k; p++) {
            int term = (p + calls) % k;
            c[i * n + j] += a[i * k + term] * b[j * k + term];
          }
        }
      }
    }
  }
}
