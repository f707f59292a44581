package dev.stoa.tokenizer.testdata;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import java.util.Set;
import java.util.TreeSet;
import org.junit.platform.engine.support.descriptor.MethodSource;
import org.junit.platform.testkit.engine.EngineTestKit;
import org.junit.platform.testkit.engine.Events;

/** Runs a contract against a wrong version and tells which of its tests failed. */
public final class ContractJudge {

  private ContractJudge() {}

  /** Asserts that a test of the contract fails for a wrong version, and that not all of them do. */
  public static void catches(Class<?> wrongVersion, String test) {
    Events tests = run(wrongVersion);
    Set<String> failed = failed(tests);
    assertTrue(
        failed.contains(test),
        () -> "the contract should fail in " + test + ", but failed in " + failed);
    assertTrue(tests.started().count() > failed.size(), "a wrong version is wrong in one respect");
  }

  /** Asserts that the contract has tests and that all of them pass. */
  public static void accepts(Class<?> rightVersion) {
    Events tests = run(rightVersion);
    assertTrue(tests.succeeded().count() > 5, "the contract was not run");
    assertEquals(Set.of(), failed(tests));
  }

  private static Events run(Class<?> version) {
    return EngineTestKit.engine("junit-jupiter")
        .selectors(selectClass(version))
        .execute()
        .testEvents();
  }

  private static Set<String> failed(Events tests) {
    Set<String> failed = new TreeSet<>();
    tests
        .failed()
        .map(event -> event.getTestDescriptor().getSource().orElseThrow())
        .forEach(source -> failed.add(((MethodSource) source).getMethodName()));
    return failed;
  }
}
