package dev.stoa.mistakes;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.stoa.contract.judge.FailsIn;
import dev.stoa.contract.judge.Judge;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

@DisplayName("The judge of contracts")
class JudgeTest {
  /** A contract of four tests, on the numbers that {@code number} gives. */
  abstract static class Contract {
    abstract int number(int of);

    @Test
    void oneIsOne() {
      assertEquals(1, number(1));
    }

    @Test
    void twoIsTwo() {
      assertEquals(2, number(2));
    }

    @Test
    void threeIsThree() {
      assertEquals(3, number(3));
    }

    @Test
    void fourIsFour() {
      assertEquals(4, number(4));
    }
  }

  static class Right extends Contract {
    @Override
    int number(int of) {
      return of;
    }
  }

  @FailsIn("twoIsTwo")
  static class WithoutTwo extends Contract {
    @Override
    int number(int of) {
      return of == 2 ? 0 : of;
    }
  }

  static class WithNothingRight extends Contract {
    @Override
    int number(int of) {
      return 0;
    }
  }

  /** Four tests, none of which runs. */
  static class WithoutTests extends Right {
    @Override
    void oneIsOne() {}

    @Override
    void twoIsTwo() {}

    @Override
    void threeIsThree() {}

    @Override
    void fourIsFour() {}
  }

  static class OnlyRight {
    static class Same extends Right {}
  }

  static class OnlyWrong {
    @FailsIn("twoIsTwo")
    static class Same extends WithoutTwo {}
  }

  static class Both {
    static class Same extends Right {}

    @FailsIn("twoIsTwo")
    static class Other extends WithoutTwo {}
  }

  static class Unmarked {
    static class Other extends WithNothingRight {}

    @FailsIn("twoIsTwo")
    static class Marked extends WithoutTwo {}
  }

  @Test
  void acceptsWhatPassesEveryTestAndNothingElse() {
    Judge.accepts(Right.class);
    assertBlamed("twoIsTwo", () -> Judge.accepts(WithoutTwo.class));
    assertBlamed("was not run", () -> Judge.accepts(WithoutTests.class));
  }

  @Test
  void refusesWhatFailsInTheNamedTestAndNothingElse() {
    Judge.refuses(WithoutTwo.class, "twoIsTwo");
    assertBlamed(
        "threeIsThree, but that passed; what failed: [twoIsTwo]",
        () -> Judge.refuses(WithoutTwo.class, "threeIsThree"));
    assertBlamed("no such test", () -> Judge.refuses(WithoutTwo.class, "fiveIsFive"));
    assertBlamed("but that passed", () -> Judge.refuses(Right.class, "twoIsTwo"));
    assertBlamed("every test failed", () -> Judge.refuses(WithNothingRight.class, "twoIsTwo"));
  }

  @Test
  void nestedVersionsAreJudgedByTheirMarks() throws Throwable {
    for (DynamicTest test : Judge.of(Both.class).toList()) {
      test.getExecutable().execute();
    }
    assertEquals(
        Set.of("accepts same", "refuses other in twoIsTwo"),
        Judge.of(Both.class).map(DynamicTest::getDisplayName).collect(Collectors.toSet()));
  }

  @Test
  void aWrongVersionWithoutAMarkIsNotAccepted() {
    DynamicTest unmarked =
        Judge.of(Unmarked.class)
            .filter(test -> test.getDisplayName().equals("accepts other"))
            .findFirst()
            .orElseThrow();
    assertBlamed("oneIsOne", () -> unmarked.getExecutable().execute());
  }

  @Test
  void rightVersionsAloneOrWrongOnesAloneAreNoTrial() {
    assertBlamed("right versions and wrong ones", () -> Judge.of(OnlyRight.class));
    assertBlamed("right versions and wrong ones", () -> Judge.of(OnlyWrong.class));
  }

  private static void assertBlamed(String part, Executable judgement) {
    AssertionError error = assertThrows(AssertionError.class, judgement);
    assertTrue(error.getMessage().contains(part), error.getMessage());
  }
}
