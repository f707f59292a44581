package dev.stoa.generate;

/** Why a generated text ends. */
public enum StopReason {
  /** The model chose the token that ends a text, or one that begins another. */
  END_OF_TEXT,
  /** As many tokens were generated as were asked for. */
  MAX_TOKENS,
  /** The model's context is full. */
  CONTEXT_FULL,
  /** The thread was interrupted; it still is. */
  INTERRUPTED
}
