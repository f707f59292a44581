package dev.stoa.tokenizer;

import java.lang.reflect.Method;

/**
 * How much the current thread has allocated, asked by reflection: the module under test does not
 * read the management modules.
 */
final class AllocatedBytes {
  private AllocatedBytes() {}

  static long ofThisThread() {
    try {
      Object threads =
          Class.forName("java.lang.management.ManagementFactory")
              .getMethod("getThreadMXBean")
              .invoke(null);
      Method method =
          Class.forName("com.sun.management.ThreadMXBean")
              .getMethod("getCurrentThreadAllocatedBytes");
      return (long) method.invoke(threads);
    } catch (ReflectiveOperationException e) {
      throw new AssertionError(e);
    }
  }
}
