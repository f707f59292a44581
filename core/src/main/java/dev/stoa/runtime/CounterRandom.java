package dev.stoa.runtime;

/**
 * Random numbers that are a function of their key and index, not of what was drawn before: the
 * counter-based generator Philox 4x32 with 10 rounds (Salmon et al. 2011, "Parallel random numbers:
 * as easy as 1, 2, 3").
 *
 * <p>Draw number i of a key is the same in every thread, in every order, after every resume.
 * Immutable.
 *
 * @param seed the run's seed
 * @param stream what the numbers are for, one of the constants here or a caller's own
 * @param step the training step, the number of the parameter, or whatever else changes within a
 *     stream
 */
public record CounterRandom(long seed, int stream, int step) {
  /** Stream of initial weights; the step is the number of the parameter. */
  public static final int INITIALIZATION = 0;

  /** Stream of training batches; the step is the training step. */
  public static final int DATA = 1;

  /** Stream of dropout masks: this and the streams after it, one for each use within a step. */
  public static final int DROPOUT = 1 << 16;

  /** Stream of sampled tokens; the step is the number of the token. */
  public static final int SAMPLING = 2;

  private static final int MULTIPLIER_0 = 0xD2511F53;
  private static final int MULTIPLIER_1 = 0xCD9E8D57;
  private static final int WEYL_0 = 0x9E3779B9;
  private static final int WEYL_1 = 0xBB67AE85;

  /**
   * Random bits.
   *
   * @param index number of the draw, from 0
   * @return 32 uniform bits: word (index mod 4) of the block with counter (index / 4)
   */
  public int bits(long index) {
    long block = index >>> 2;
    return word(
        (int) index & 3,
        (int) block,
        (int) (block >>> 32),
        step,
        stream,
        (int) seed,
        (int) (seed >>> 32));
  }

  /** One of the four words that Philox makes of the counter c3 c2 c1 c0 with the key k1 k0. */
  static int word(int word, int c0, int c1, int c2, int c3, int k0, int k1) {
    for (int round = 0; round < 10; round++) {
      long p0 = (c0 & 0xFFFFFFFFL) * (MULTIPLIER_0 & 0xFFFFFFFFL);
      long p1 = (c2 & 0xFFFFFFFFL) * (MULTIPLIER_1 & 0xFFFFFFFFL);
      c0 = (int) (p1 >>> 32) ^ c1 ^ k0;
      c1 = (int) p1;
      c2 = (int) (p0 >>> 32) ^ c3 ^ k1;
      c3 = (int) p0;
      k0 += WEYL_0;
      k1 += WEYL_1;
    }
    return switch (word) {
      case 0 -> c0;
      case 1 -> c1;
      case 2 -> c2;
      default -> c3;
    };
  }

  /**
   * A uniform number.
   *
   * @param index number of the draw
   * @return a multiple of 2⁻²⁴ in [0, 1)
   */
  public float uniform(long index) {
    return (bits(index) >>> 8) * 0x1p-24f;
  }

  /**
   * A uniform integer.
   *
   * @param bound exclusive upper bound, at least 1
   * @param index number of the draw
   * @return a number in [0, bound), each with probability 1/bound within 2⁻³²
   */
  public int below(int bound, long index) {
    return (int) (((bits(index) & 0xFFFFFFFFL) * bound) >>> 32);
  }

  /**
   * A number of the standard normal distribution (Box and Muller 1958). The functions are those of
   * {@link StrictMath}, so that the same key gives the same weights on every machine.
   *
   * @param index number of the draw; uses draws 2 · index and 2 · index + 1
   * @return mean 0, variance 1
   */
  public float normal(long index) {
    double u = ((bits(2 * index) & 0xFFFFFFFFL) + 0.5) * 0x1p-32;
    double v = (bits(2 * index + 1) & 0xFFFFFFFFL) * 0x1p-32;
    return (float) (StrictMath.sqrt(-2 * StrictMath.log(u)) * StrictMath.cos(2 * Math.PI * v));
  }
}
