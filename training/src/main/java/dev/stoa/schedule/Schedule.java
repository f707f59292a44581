package dev.stoa.schedule;

/** How large the learning rate is at each step of a training run. Immutable. */
@FunctionalInterface
public interface Schedule {
  /**
   * The learning rate of one step.
   *
   * @param step the step, the first being 0
   * @return the rate that this step's update is made with
   */
  float rate(int step);
}
