package dev.stoa.kernel;

/**
 * Activations in the form in which {@link BlockDot} multiplies them, as {@link BlockDot#prepare}
 * leaves them. Used by one product at a time; read by many threads.
 *
 * <p>Formats of integers multiply 8-bit codes: for each 32 activations a scale s and codes c, an
 * activation being about s · c. Formats of floats multiply the activations as they are.
 *
 * @param codes the codes as shorts, in the order and form in which a format's kernel multiplies
 *     them
 * @param factors what kernels of interleaved formats multiply units of weights with, one for each
 *     activation, twice in an int
 * @param starts what the sums of such kernels begin with, twice in an int: minus what codes without
 *     sign have too much. For each 32 activations; in Q8_0, whose sums are longer than a short, for
 *     each 2
 * @param scales s of each 32
 * @param halfScales s again for each 16, for formats whose scales belong to 16 weights
 * @param sums s · Σ c of each 32: what a constant taken off 32 weights takes off the product
 * @param halfSums s · Σ c of each 16
 * @param values the activations as they are
 * @param evens the activations with an even index
 * @param odds the activations with an odd index
 */
public record BlockInput(
    short[] codes,
    int[] factors,
    int[] starts,
    float[] scales,
    float[] halfScales,
    float[] sums,
    float[] halfSums,
    float[] values,
    float[] evens,
    float[] odds) {
  /** Activations that share a scale. */
  public static final int BLOCK = 32;

  /**
   * Room for activations.
   *
   * @param n how many at most
   * @return arrays of zeros
   */
  public static BlockInput ofSize(int n) {
    int blocks = Math.ceilDiv(n, BLOCK);
    return new BlockInput(
        new short[n],
        new int[n],
        new int[Math.ceilDiv(n, 2)],
        new float[blocks],
        new float[2 * blocks],
        new float[blocks],
        new float[2 * blocks],
        new float[n],
        new float[n / 2 + 1],
        new float[n / 2 + 1]);
  }

  /**
   * Sets everything that belongs to 32 activations but their codes, which are there.
   *
   * @param block index of the 32
   * @param scale s
   */
  public void setScale(int block, float scale) {
    int first = 0;
    int second = 0;
    for (int i = block * BLOCK; i < block * BLOCK + BLOCK / 2; i++) {
      first += codes[i];
      second += codes[i + BLOCK / 2];
    }
    scales[block] = scale;
    halfScales[2 * block] = scale;
    halfScales[2 * block + 1] = scale;
    halfSums[2 * block] = scale * first;
    halfSums[2 * block + 1] = scale * second;
    sums[block] = scale * (first + second);
  }
}
