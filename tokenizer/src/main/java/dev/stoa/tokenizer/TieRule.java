package dev.stoa.tokenizer;

import java.util.Arrays;
import java.util.List;

/**
 * Which of equally frequent pairs byte-pair training merges first. Each rule decides between any
 * two pairs, so that the merges depend on nothing but the text.
 */
public enum TieRule {

  /**
   * Hugging Face's: the pair with the smaller ids, the left ids compared first. Which pair that is
   * depends on the {@link ByteIds}.
   */
  SMALLER_IDS {
    @Override
    boolean isBefore(long pair, long other, List<byte[]> tokens) {
      return pair < other;
    }
  },

  /**
   * That of Stanford's course CS336: the lexicographically greater pair of byte strings, the left
   * strings compared first. Bytes are compared as 0 to 255, and a string is smaller than any that
   * it begins. The numbers of the ids play no part.
   *
   * <p>Source: CS336, "Language Modeling from Scratch", assignment 1, section 2.4.
   */
  GREATER_BYTES {
    @Override
    boolean isBefore(long pair, long other, List<byte[]> tokens) {
      int left = Arrays.compareUnsigned(left(pair, tokens), left(other, tokens));
      return left != 0
          ? left > 0
          : Arrays.compareUnsigned(right(pair, tokens), right(other, tokens)) > 0;
    }
  };

  /**
   * Whether a pair is merged before another one that is as frequent.
   *
   * @param pair the left id in the upper 32 bits, the right one in the lower
   * @param other another pair
   * @param tokens the bytes of each id
   */
  abstract boolean isBefore(long pair, long other, List<byte[]> tokens);

  private static byte[] left(long pair, List<byte[]> tokens) {
    return tokens.get((int) (pair >>> 32));
  }

  private static byte[] right(long pair, List<byte[]> tokens) {
    return tokens.get((int) pair);
  }
}
