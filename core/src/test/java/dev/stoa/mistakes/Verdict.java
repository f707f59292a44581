package dev.stoa.mistakes;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import java.lang.reflect.Modifier;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.platform.testkit.engine.EngineTestKit;
import org.junit.platform.testkit.engine.Events;

/** Runs contracts against the classes nested in a test, and judges the judge. */
final class Verdict {
  private Verdict() {}

  /** Fewer tests than any contract has: if not even these ran, nothing was judged. */
  private static final int AT_LEAST = 4;

  /**
   * One test for each class nested in the given one that is not abstract: those whose name begins
   * with "Correct" must pass their contract, all others must fail it.
   */
  static Stream<DynamicTest> of(Class<?> versions) {
    return Arrays.stream(versions.getDeclaredClasses())
        .filter(version -> !Modifier.isAbstract(version.getModifiers()))
        .map(version -> DynamicTest.dynamicTest(name(version), () -> judge(version)));
  }

  private static String name(Class<?> version) {
    String words = version.getSimpleName().replaceAll("([A-Z])", " $1").toLowerCase();
    return (mustPass(version) ? "accepts" : "refuses") + words;
  }

  private static boolean mustPass(Class<?> version) {
    return version.getSimpleName().startsWith("Correct");
  }

  private static void judge(Class<?> version) {
    Events tests =
        EngineTestKit.engine("junit-jupiter")
            .selectors(selectClass(version))
            .execute()
            .testEvents();
    assertTrue(tests.started().count() >= AT_LEAST, "the contract was not run");
    if (mustPass(version)) {
      assertEquals(0, tests.failed().count(), () -> "failed: " + tests.failed().list());
    } else {
      assertTrue(tests.failed().count() > 0, "no test noticed");
    }
  }
}
