package dev.stoa.kernel;

/**
 * Softmax of one row, and the exponentials it is made of.
 *
 * <p>Stateless, safe for many threads, and independent of what surrounds the row: the same row
 * gives the same bits wherever it lies.
 */
public interface Softmax {
  /**
   * Softmax: y_i = exp(x_i − log Σ_j exp x_j). The greatest x is subtracted first, so no finite
   * input overflows. An entry of −∞ becomes 0; a row with a NaN, with +∞, or of −∞ alone becomes
   * NaN, and so does the returned value for NaN.
   *
   * @param y n values, overwritten; may be x itself at the same offset
   * @param yOffset first element of y
   * @param x n values
   * @param xOffset first element of x
   * @param n length of the row, at least 1
   * @return log Σ exp x_i in nats
   */
  float softmaxInto(float[] y, int yOffset, float[] x, int xOffset, int n);

  /**
   * Scaled and shifted exponentials: y_i = exp(scale · x_i − shift). Arguments below −87.3 (where
   * the result would leave the normal floats) give 0.
   *
   * @param y n values, overwritten; may be x itself at the same offset
   * @param yOffset first element of y
   * @param x n values
   * @param xOffset first element of x
   * @param n length of the row
   * @param scale factor of x
   * @param shift subtracted after scaling
   * @return Σ y_i
   */
  float exponentialsInto(
      float[] y, int yOffset, float[] x, int xOffset, int n, float scale, float shift);

  /**
   * The gradient of a softmax: dX_i += y_i · (dY_i − Σ_j dY_j y_j).
   *
   * @param dX n values, accumulated
   * @param dXOffset first element of dX
   * @param dY n values
   * @param dYOffset first element of dY
   * @param y the softmax
   * @param yOffset first element of y
   * @param n length of the row
   */
  void addGradient(
      float[] dX, int dXOffset, float[] dY, int dYOffset, float[] y, int yOffset, int n);

  /**
   * The greatest value of a row; NaN if any is NaN.
   *
   * @param x n values
   * @param xOffset first element of x
   * @param n length of the row; 0 gives −∞
   * @return max x_i
   */
  float max(float[] x, int xOffset, int n);
}
