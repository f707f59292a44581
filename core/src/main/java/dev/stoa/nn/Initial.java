package dev.stoa.nn;

/** How the values of a new parameter are chosen. */
public sealed interface Initial {
  /**
   * The same value everywhere.
   *
   * @param value the value: 1 for the weight of a norm, 0 for a bias
   */
  record Constant(float value) implements Initial {}

  /**
   * A normal distribution around 0.
   *
   * @param standardDeviation its standard deviation
   */
  record Normal(float standardDeviation) implements Initial {}
}
