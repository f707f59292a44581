package dev.stoa.benchmarks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The NAME of stoa bench")
class BenchTest {
  private static final String PACKAGE = "dev.stoa.benchmarks.";

  @Test
  void isANameThatTheTablePrints() {
    Set<String> expected = Set.of(PACKAGE + "AttentionBenchmark.decode");
    assertEquals(expected, Bench.selected("Attention.decode"));
    assertEquals(expected, Bench.selected("attention.DECODE"));
  }

  @Test
  void isAQuestionWithAllItsCases() {
    assertEquals(3, Bench.selected("Attention").size());
    // And not Attention.decode, which contains the name too.
    assertEquals(Set.of(PACKAGE + "DecodeBenchmark.step"), Bench.selected("Decode"));
  }

  @Test
  void mayBeAPartOfNames() {
    assertEquals(
        Set.of(PACKAGE + "AttentionBenchmark.gradients"), Bench.selected("attention.grad"));
    assertTrue(Bench.selected("gradient").size() > 3);
  }

  @Test
  void meansAllWhenItIsEmptyAndNoneWhenItIsUnknown() {
    assertTrue(Bench.selected("").size() > Bench.selected("gradient").size());
    assertEquals(Set.of(), Bench.selected("nonsense"));
  }
}
