package dev.stoa.kernel;

import java.lang.foreign.MemorySegment;

/**
 * Products with a matrix stored in quantized blocks. One implementation knows one block format; the
 * first is Q8_0 of GGUF: 32 weights in 34 bytes, a float16 scale d followed by 32 signed bytes q,
 * each weight being d · q.
 *
 * <p>Weights are read from native memory only: a kernel that meets two kinds of segment loses most
 * of its speed for good. Stateless, safe for many threads.
 */
public interface BlockDot {
  /** Weights in one block of Q8_0. */
  int BLOCK = 32;

  /** Bytes of one block of Q8_0. */
  int BLOCK_BYTES = 34;

  /**
   * Quantizes a row of activations to 8 bits per block: scale = max|x| / 127, code = x / scale
   * rounded half away from zero; a block of zeros has scale 0. The codes stand widened to shorts,
   * which is what the product multiplies.
   *
   * @param codes n values from index codesOffset, overwritten with −127 ... 127
   * @param codesOffset first element of codes
   * @param scales n / 32 values, overwritten
   * @param scalesOffset first element of scales
   * @param x n values
   * @param xOffset first element of x
   * @param n a multiple of 32
   */
  void quantizeInto(
      short[] codes,
      int codesOffset,
      float[] scales,
      int scalesOffset,
      float[] x,
      int xOffset,
      int n);

  /**
   * Matrix times vector: y_r += Σ_b d_rb · scale_b · Σ_i q_rbi · code_bi, the inner sums exact in
   * integers.
   *
   * @param y one value a row, accumulated
   * @param yOffset first element of y
   * @param weights rows × k weights in blocks, native memory
   * @param weightsOffset byte at which the first row begins
   * @param rows how many rows
   * @param k weights in a row, a multiple of 32
   * @param codes quantized activations, k values
   * @param codesOffset first element of codes
   * @param scales their scales, k / 32 values
   * @param scalesOffset first element of scales
   */
  void addProduct(
      float[] y,
      int yOffset,
      MemorySegment weights,
      long weightsOffset,
      int rows,
      int k,
      short[] codes,
      int codesOffset,
      float[] scales,
      int scalesOffset);

  /**
   * Decodes weights to float32: y = d · q.
   *
   * @param y n values, overwritten
   * @param yOffset first element of y
   * @param weights blocks, native memory
   * @param weightsOffset byte at which the first block begins
   * @param n a multiple of 32
   */
  void decodeInto(float[] y, int yOffset, MemorySegment weights, long weightsOffset, int n);

  /**
   * Encodes float32 weights: d = max|x| / 127 as float32, q = x / d rounded half away from zero,
   * then d rounded to float16 (ggml's reference quantizer; |x − d·q| ≤ d/2 + |q| · d · 2⁻¹¹).
   *
   * @param weights blocks, native memory, overwritten
   * @param weightsOffset byte at which the first block begins
   * @param x n values
   * @param xOffset first element of x
   * @param n a multiple of 32
   */
  void encodeInto(MemorySegment weights, long weightsOffset, float[] x, int xOffset, int n);
}
