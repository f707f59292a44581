package dev.stoa.autograd;

/**
 * Which positions a query sees, counted from its own.
 *
 * @param before how many before it
 * @param after how many behind it
 */
public record Reach(int before, int after) {
  /** As far as the text goes. */
  private static final int ALL = Integer.MAX_VALUE;

  /** Everything up to the query itself: decoders. */
  public static final Reach CAUSAL = new Reach(ALL, 0);

  /** Everything: encoders, and decoders that read an encoder's memory. */
  public static final Reach FULL = new Reach(ALL, ALL);

  /**
   * Checks the numbers.
   *
   * @throws IllegalArgumentException if one is negative
   */
  public Reach {
    if (before < 0 || after < 0) {
      throw new IllegalArgumentException(
          "a query sees at least itself: before and after must not be negative, but are %d and %d"
              .formatted(before, after));
    }
  }

  /**
   * A causal sliding window (Beltagy et al. 2020; Mistral).
   *
   * @param size positions that a query sees, its own among them, at least 1
   * @return the reach
   */
  public static Reach window(int size) {
    return new Reach(size - 1, 0);
  }
}
