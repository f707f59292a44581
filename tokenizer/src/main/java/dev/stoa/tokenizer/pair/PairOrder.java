package dev.stoa.tokenizer.pair;

import java.util.List;

/** Which of two equally frequent pairs is merged first. It must decide between any two. */
@FunctionalInterface
public interface PairOrder {

  /**
   * Whether a pair is merged before another one that is as frequent.
   *
   * @param pair the left id in the upper 32 bits, the right one in the lower
   * @param other another pair
   * @param tokens the bytes of each id
   * @return whether the pair comes first
   */
  boolean isBefore(long pair, long other, List<byte[]> tokens);
}
