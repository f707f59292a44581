package dev.stoa.benchmarks;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.openjdk.jmh.runner.RunnerException;

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

  /** What the command prints to stdout, and what to stderr, which runs nothing. */
  private static String[] printed(int status, String... args) throws RunnerException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    assertEquals(status, Bench.run(List.of(args), new PrintStream(out), new PrintStream(err)));
    return new String[] {out.toString(UTF_8), err.toString(UTF_8)};
  }

  @Test
  void mayBeFollowedByAnOptionThatAsksForHelpOrAList() throws RunnerException {
    for (String help : new String[] {"-h", "--help"}) {
      assertTrue(printed(0, "nonsense", help)[0].startsWith("Usage: stoa bench [NAME]"));
    }
    String list = "Attention.decode" + System.lineSeparator();
    assertArrayEquals(new String[] {list, ""}, printed(0, "Attention.decode", "-l"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"-lp", "-lprof", "-lrf", "-o file", "-rf csv", "Norm", "-f 1 Norm"})
  void isNotFollowedByWhatWouldDoNothing(String options) throws RunnerException {
    String[] printed = printed(2, ("nonsense " + options).split(" "));
    assertEquals("", printed[0]);
    assertTrue(printed[1].startsWith("stoa bench: "), printed[1]);
    assertFalse(printed[1].contains("nonsense"), "the option is refused: " + printed[1]);
  }
}
