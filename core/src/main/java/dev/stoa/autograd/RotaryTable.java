package dev.stoa.autograd;

import dev.stoa.tensor.Tensor;

/**
 * The cosines and sines of rotary positions (Su et al. 2021).
 *
 * @param cosines [positions, headSize / 2]
 * @param sines the same shape
 * @param pairing which channels form a pair
 */
public record RotaryTable(Tensor cosines, Tensor sines, Pairing pairing) {
  /** Which channels of a head of size d form pair i. Files differ; the mathematics does not. */
  public enum Pairing {
    /** Channels i and i + d/2, as in Hugging Face's checkpoints. */
    HALVES,
    /** Channels 2i and 2i + 1, as in Meta's checkpoints and llama2.c. */
    ADJACENT
  }

  /**
   * Angles p · base^(−2i/d) of position p and pair i, computed in double.
   *
   * @param positions how many positions
   * @param headSize d, even
   * @param base usually 10,000
   * @param pairing which channels form a pair
   * @return the table
   * @throws IllegalArgumentException for an odd head size
   */
  public static RotaryTable of(int positions, int headSize, float base, Pairing pairing) {
    if (headSize % 2 != 0) {
      throw new IllegalArgumentException(
          "rotary positions need an even head size, not " + headSize);
    }
    Tensor cosines = Tensor.zeros(positions, headSize / 2);
    Tensor sines = Tensor.zeros(positions, headSize / 2);
    for (int p = 0; p < positions; p++) {
      for (int i = 0; i < headSize / 2; i++) {
        double angle = p * Math.pow(base, -2.0 * i / headSize);
        cosines.data()[p * (headSize / 2) + i] = (float) Math.cos(angle);
        sines.data()[p * (headSize / 2) + i] = (float) Math.sin(angle);
      }
    }
    return new RotaryTable(cosines, sines, pairing);
  }
}
