package dev.stoa.contract.judge;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import java.lang.reflect.Modifier;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.platform.engine.TestDescriptor;
import org.junit.platform.engine.support.descriptor.MethodSource;
import org.junit.platform.testkit.engine.EngineTestKit;
import org.junit.platform.testkit.engine.Event;
import org.junit.platform.testkit.engine.Events;

/**
 * Runs a contract against versions of what it asks for, right ones and wrong ones.
 *
 * <p>A version is a class that extends the contract. A test class that has versions nested in it
 * returns {@link #of} from a method with {@code @TestFactory}; typical mistakes each override one
 * method of a plain right version and carry {@link FailsIn}.
 */
public final class Judge {
  private Judge() {}

  /** Fewer tests than any contract has: if not even these ran, nothing was judged. */
  private static final int AT_LEAST = 4;

  /**
   * One test for each class nested in the given one that is not abstract: those with {@link
   * FailsIn} must be refused in the test that they name, all others must be accepted.
   *
   * @param versions the class that has the versions
   * @return the tests
   * @throws AssertionError if there is no wrong version, or no right one: a contract that refuses
   *     all, or none, would pass
   */
  public static Stream<DynamicTest> of(Class<?> versions) {
    List<Class<?>> all =
        Arrays.stream(versions.getDeclaredClasses())
            .filter(version -> !Modifier.isAbstract(version.getModifiers()))
            .collect(Collectors.toList());
    long wrong = all.stream().filter(Judge::isWrong).count();
    assertTrue(wrong > 0 && wrong < all.size(), "expected right versions and wrong ones: " + all);
    return all.stream().map(Judge::test);
  }

  private static boolean isWrong(Class<?> version) {
    return version.isAnnotationPresent(FailsIn.class);
  }

  private static DynamicTest test(Class<?> version) {
    String words = version.getSimpleName().replaceAll("([A-Z])", " $1").toLowerCase();
    if (!isWrong(version)) {
      return DynamicTest.dynamicTest("accepts" + words, () -> accepts(version));
    }
    String test = version.getAnnotation(FailsIn.class).value();
    return DynamicTest.dynamicTest("refuses" + words + " in " + test, () -> refuses(version, test));
  }

  /**
   * Asserts that a contract fails for a wrong version in the test that is there to find its
   * mistake, and that some test passes: a version that is wrong in everything says nothing about a
   * single test.
   *
   * @param version the wrong version
   * @param test the name of the test's method
   */
  public static void refuses(Class<?> version, String test) {
    Events tests = run(version);
    Set<String> failed = names(tests.failed());
    assertTrue(
        failed.contains(test),
        () ->
            "%s should fail in %s, but %s"
                .formatted(
                    version.getSimpleName(),
                    test,
                    names(tests.started()).contains(test)
                        ? "that passed; what failed: " + failed
                        : "there is no such test; what ran: " + names(tests.started())));
    assertFalse(
        tests.succeeded().count() == 0,
        () -> "every test failed; " + version.getSimpleName() + " should be wrong in one respect");
  }

  /**
   * Asserts that a contract has tests and that all of them pass.
   *
   * @param version the right version
   */
  public static void accepts(Class<?> version) {
    Events tests = run(version);
    assertEquals(Set.of(), names(tests.failed()), "failed for " + version.getSimpleName());
    assertTrue(
        tests.succeeded().count() >= AT_LEAST,
        () -> "the contract of " + version.getSimpleName() + " was not run");
  }

  private static Events run(Class<?> version) {
    return EngineTestKit.engine("junit-jupiter")
        .selectors(selectClass(version))
        .execute()
        .testEvents();
  }

  /** Names of test methods; each case of a parameterized test has that of its method. */
  private static Set<String> names(Events tests) {
    return tests.stream()
        .map(Event::getTestDescriptor)
        .map(TestDescriptor::getSource)
        .map(source -> ((MethodSource) source.orElseThrow()).getMethodName())
        .collect(Collectors.toCollection(TreeSet::new));
  }
}
