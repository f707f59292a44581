package dev.stoa.model;

import dev.stoa.autograd.RotaryTable;

/** How attention knows where in the text a token stands. */
public sealed interface Positions {
  /** It does not: positions come in with the rows, or with a bias. */
  record None() implements Positions {}

  /**
   * Queries and keys turned by angles that grow with the position, as in Llama.
   *
   * @param base base of the angles, usually 10,000
   * @param pairing which channels of a head form a pair
   */
  record Rotary(float base, RotaryTable.Pairing pairing) implements Positions {}
}
