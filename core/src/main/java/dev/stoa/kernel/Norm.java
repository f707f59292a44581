package dev.stoa.kernel;

/**
 * Layer normalization (Ba et al. 2016) and root-mean-square normalization (Zhang and Sennrich 2019)
 * of one row of n channels.
 *
 * <p>The backward passes compute the row's statistics again from x: that costs two sums over a row
 * that is in the cache, and nothing has to be kept. Stateless, safe for many threads.
 */
public interface Norm {
  /**
   * LayerNorm: y = (x − μ) / √(σ² + ε) · weight + bias with μ the mean and σ² the biased variance.
   *
   * @param y n values, overwritten
   * @param yOffset first element of y
   * @param x n values
   * @param xOffset first element of x
   * @param weight n values from index 0
   * @param bias n values from index 0, or null for none
   * @param n channels, at least 1
   * @param epsilon ε, added to the variance
   */
  void layerNormInto(
      float[] y,
      int yOffset,
      float[] x,
      int xOffset,
      float[] weight,
      float[] bias,
      int n,
      float epsilon);

  /**
   * Gradients of LayerNorm. With x̂ the normalized row and g = dY · weight: dX += (g − mean(g) − x̂
   * · mean(g · x̂)) / √(σ² + ε), dWeight += dY · x̂, dBias += dY.
   *
   * @param dX n values, accumulated
   * @param dXOffset first element of dX
   * @param dWeight n values, accumulated
   * @param dBias n values, accumulated, or null if there is no bias
   * @param sumOffset first element of dWeight and of dBias
   * @param dY gradient of y, n values
   * @param dYOffset first element of dY
   * @param x the input of the forward pass
   * @param xOffset first element of x
   * @param weight n values from index 0
   * @param n channels
   * @param epsilon ε of the forward pass
   */
  void addLayerNormGradients(
      float[] dX,
      int dXOffset,
      float[] dWeight,
      float[] dBias,
      int sumOffset,
      float[] dY,
      int dYOffset,
      float[] x,
      int xOffset,
      float[] weight,
      int n,
      float epsilon);

  /**
   * RmsNorm: y = x / √(mean(x²) + ε) · weight.
   *
   * @param y n values, overwritten
   * @param yOffset first element of y
   * @param x n values
   * @param xOffset first element of x
   * @param weight n values from index 0
   * @param n channels, at least 1
   * @param epsilon ε, added to the mean square
   */
  void rmsNormInto(
      float[] y, int yOffset, float[] x, int xOffset, float[] weight, int n, float epsilon);

  /**
   * Gradients of RmsNorm. With x̂ = x / √(mean(x²) + ε) and g = dY · weight: dX += (g − x̂ · mean(g
   * · x̂)) / √(mean(x²) + ε), dWeight += dY · x̂.
   *
   * @param dX n values, accumulated
   * @param dXOffset first element of dX
   * @param dWeight n values, accumulated
   * @param dWeightOffset first element of dWeight
   * @param dY gradient of y, n values
   * @param dYOffset first element of dY
   * @param x the input of the forward pass
   * @param xOffset first element of x
   * @param weight n values from index 0
   * @param n channels
   * @param epsilon ε of the forward pass
   */
  void addRmsNormGradients(
      float[] dX,
      int dXOffset,
      float[] dWeight,
      int dWeightOffset,
      float[] dY,
      int dYOffset,
      float[] x,
      int xOffset,
      float[] weight,
      int n,
      float epsilon);
}
