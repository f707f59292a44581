package dev.stoa.kernel;

import java.lang.foreign.MemorySegment;

/**
 * Products with a matrix stored in blocks. One implementation knows one {@link BlockFormat}.
 *
 * <p>Weights are read from native memory only: a kernel that meets two kinds of segment loses most
 * of its speed for good. Stateless, safe for many threads.
 */
public interface BlockDot {
  /**
   * Brings activations into the form in which this kernel multiplies them. For formats of integers:
   * s = max|x| / 127 for each 32, codes x / s rounded half away from zero; 32 zeros have s = 0. For
   * formats of floats: a copy.
   *
   * @param used what this kernel made before, overwritten if it has room enough, or null
   * @param x n values
   * @param xOffset first element of x
   * @param n a multiple of 32 for formats of integers, which may span several rows
   * @return the activations, from index 0
   */
  BlockInput prepare(BlockInput used, float[] x, int xOffset, int n);

  /**
   * Matrix times vector: y_r += Σ_i w_ri · x_i, with x as it was prepared. For formats of integers
   * the sums within 32 weights (16 in Q6_K) are exact.
   *
   * @param y one value a row, accumulated
   * @param yOffset first element of y
   * @param weights rows × k weights in blocks, native memory; as many rows as {@link
   *     BlockLayout#interleaved} tells are interleaved, one such group after the other
   * @param weightsOffset byte at which the first row begins
   * @param rows how many rows
   * @param k weights in a row, a multiple of the format's block
   * @param input activations that this kernel prepared
   * @param inputOffset first of the k activations, a multiple of 32 for formats of integers
   */
  void addProduct(
      float[] y,
      int yOffset,
      MemorySegment weights,
      long weightsOffset,
      int rows,
      int k,
      BlockInput input,
      int inputOffset);

  /**
   * Decodes weights to float32, as {@link BlockFormat} defines them, one block after the other.
   *
   * @param y n values, overwritten
   * @param yOffset first element of y
   * @param weights blocks, native memory
   * @param weightsOffset byte at which the first block begins
   * @param n a multiple of the format's block
   */
  void decodeInto(float[] y, int yOffset, MemorySegment weights, long weightsOffset, int n);

  /**
   * Encodes float32 weights, one block after the other. The rule of each format stands at its
   * scalar kernel.
   *
   * @param weights blocks, native memory, overwritten
   * @param weightsOffset byte at which the first block begins
   * @param x n finite values
   * @param xOffset first element of x
   * @param n a multiple of the format's block
   */
  void encodeInto(MemorySegment weights, long weightsOffset, float[] x, int xOffset, int n);
}
