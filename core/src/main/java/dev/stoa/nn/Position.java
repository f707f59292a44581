package dev.stoa.nn;

import dev.stoa.autograd.RotaryOp;

/** How a model knows where in the text a token stands. */
public sealed interface Position {
  /** A learned vector for each position, added to the token's embedding, as in GPT-2. */
  record Learned() implements Position {}

  /**
   * Queries and keys turned by angles that grow with the position, as in Llama.
   *
   * @param base base of the angles, usually 10,000
   * @param pairing which channels of a head form a pair
   */
  record Rotary(float base, RotaryOp.Pairing pairing) implements Position {}
}
