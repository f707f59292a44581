package dev.stoa.benchmarks.peers;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.stoa.benchmarks.peers.MatrixWork.Form;
import dev.stoa.kernel.Kernels;
import dev.stoa.runtime.Workers;
import java.util.OptionalDouble;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@DisplayName("A comparison with a peer")
class PeersTest {

  /** 8 GFLOP in 2 s and, at best, 1 s; the peer 4 s and 3 s; the machine does 16 GFLOP/s. */
  @Test
  void hasARatioAboveOneWhenOursIsFaster() {
    Comparison comparison =
        new Comparison("product", "them", 8, Comparison.Limit.MULTIPLY_ADD, workers -> null);
    Report report =
        new Report(
            comparison, 2, new Turns.Seconds(2, 1), new Turns.Seconds(4, 3), OptionalDouble.of(16));
    assertEquals(
        "bench name=product peer_name=them threads=2 ours=4.000 peer=2.000 unit=GFLOP/s"
            + " ratio=2.000 best_ratio=3.000 limit_share=0.500",
        report.line());
  }

  @Test
  void ofTextHasNoShareOfALimit() {
    Comparison comparison =
        new Comparison("words", "them", 8, Comparison.Limit.TEXT, workers -> null);
    Report report =
        new Report(
            comparison,
            1,
            new Turns.Seconds(2, 1),
            new Turns.Seconds(4, 3),
            OptionalDouble.empty());
    assertEquals(
        "bench name=words peer_name=them threads=1 ours=4.000 peer=2.000 unit=MB/s"
            + " ratio=2.000 best_ratio=3.000",
        report.line());
    assertEquals(
        "{\"name\": \"words\", \"peer_name\": \"them\", \"threads\": 1, \"ours\": 4.000,"
            + " \"peer\": 2.000, \"unit\": \"MB/s\", \"ratio\": 2.000, \"best_ratio\": 3.000}",
        report.json());
  }

  @Test
  void timesEachCallByItself() {
    Turns.Seconds[] seconds =
        new Turns(0, 0, 1_000_000, 3)
            .time(() -> LockSupport.parkNanos(1_000_000), () -> LockSupport.parkNanos(9_000_000));
    assertTrue(seconds[0].median() >= seconds[0].best());
    assertTrue(seconds[1].best() > seconds[0].best());
  }

  @Nested
  @DisplayName("of matrix products")
  class Products {
    private final Workers workers = new Workers(1);

    /** The peer's part is played by the scalar kernel. */
    private double errorAfter(MatrixWork work, int wrongAt, float wrong) {
      float[] ours = new float[work.sizeOfC()];
      float[] theirs = new float[work.sizeOfC()];
      work.run(workers, ours, work.a(), work.b());
      var scalar = Kernels.scalar().product();
      int m = work.m();
      int n = work.n();
      int k = work.k();
      for (int i = 0; i < work.batch(); i++) {
        int c = i * m * n;
        int a = i * m * k;
        int b = i * n * k;
        switch (work.form()) {
          case A_B -> scalar.addAB(theirs, c, n, work.a(), a, k, work.b(), b, n, m, n, k);
          case A_B_TRANSPOSED ->
              scalar.addABt(theirs, c, n, work.a(), a, k, work.b(), b, k, m, n, k);
          case A_TRANSPOSED_B ->
              scalar.addAtB(theirs, c, n, work.a(), a, m, work.b(), b, n, m, n, k);
        }
      }
      theirs[wrongAt] += wrong;
      return work.error(workers, ours, theirs, work.a(), work.b());
    }

    @ParameterizedTest
    @EnumSource(Form.class)
    void isRightWhenTheTwoDifferByRoundingAlone(Form form) {
      assertTrue(errorAfter(new MatrixWork(form, 9, 18, 33, 3), 0, 0) <= 1);
    }

    @ParameterizedTest
    @EnumSource(Form.class)
    void isWrongWhenOneValueIsOff(Form form) {
      MatrixWork work = new MatrixWork(form, 9, 18, 33, 3);
      assertTrue(errorAfter(work, work.sizeOfC() - 1, 1e-3f) > 1);
      assertTrue(!(errorAfter(work, 7, Float.NaN) <= 1));
    }
  }
}
