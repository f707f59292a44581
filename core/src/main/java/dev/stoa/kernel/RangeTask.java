package dev.stoa.kernel;

/** Work on a range of outputs, independent of the work on every other range. */
@FunctionalInterface
public interface RangeTask {
  /**
   * Computes the outputs from ... to − 1.
   *
   * @param from first output
   * @param to output behind the last
   */
  void run(int from, int to);
}
