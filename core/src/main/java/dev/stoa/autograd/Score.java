package dev.stoa.autograd;

/**
 * How attention compares a query with a key: s = scale · q·k, then cap · tanh(s / cap), then +
 * bias, for the keys within reach.
 *
 * @param scale factor above 0, usually 1/√headSize
 * @param cap scores stay within ±cap (Gemma 2); 0 for no cap
 * @param reach which keys a query sees
 * @param bias what is added by distance, or null
 */
public record Score(float scale, float cap, Reach reach, Bias bias) {
  /**
   * Checks the numbers.
   *
   * @throws IllegalArgumentException if the scale is not above 0, or the cap is negative
   */
  public Score {
    if (!(scale > 0 && scale < Float.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException("the scale must be finite and above 0, not " + scale);
    }
    if (!(cap >= 0 && cap < Float.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException("the cap must be finite and not negative, not " + cap);
    }
  }

  /**
   * The usual score, 1/√headSize without cap and bias.
   *
   * @param headSize channels of a head
   * @param reach which keys a query sees
   * @return the score
   */
  public static Score scaled(int headSize, Reach reach) {
    return new Score((float) (1 / Math.sqrt(headSize)), 0, reach, null);
  }
}
