package dev.stoa.autograd;

/**
 * Which layer attends, and its heads: multi-head attention (Vaswani et al. 2017) and, with fewer
 * key-value heads than query heads, grouped-query attention (Ainslie et al. 2023), where query head
 * h reads key-value head h / (heads / keyValueHeads).
 *
 * @param layer number of the layer, which finds its part of a cache
 * @param heads query heads
 * @param keyValueHeads key-value heads, a divisor of heads
 * @param headSize channels of a head
 */
public record Heads(int layer, int heads, int keyValueHeads, int headSize) {
  /**
   * Checks the numbers.
   *
   * @throws IllegalArgumentException if keyValueHeads does not divide heads
   */
  public Heads {
    if (heads < 1 || keyValueHeads < 1 || headSize < 1 || heads % keyValueHeads != 0) {
      throw new IllegalArgumentException(
          "key-value heads must divide the heads, but there are %d and %d of size %d"
              .formatted(keyValueHeads, heads, headSize));
    }
  }
}
