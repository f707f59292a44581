package dev.stoa.kernel;

/** LayerNorm and RmsNorm as their papers write them, the sums in double. */
final class ScalarNorm implements Norm {

  @Override
  public void layerNormInto(
      float[] y,
      int yOffset,
      float[] x,
      int xOffset,
      float[] weight,
      float[] bias,
      int n,
      float epsilon) {
    double mean = mean(x, xOffset, n);
    double rootInverse = 1 / Math.sqrt(variance(x, xOffset, n, mean) + epsilon);
    for (int i = 0; i < n; i++) {
      double normalized = (x[xOffset + i] - mean) * rootInverse;
      y[yOffset + i] = (float) (normalized * weight[i] + (bias == null ? 0 : bias[i]));
    }
  }

  @Override
  public void addLayerNormGradients(
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
      float epsilon) {
    double mean = mean(x, xOffset, n);
    double rootInverse = 1 / Math.sqrt(variance(x, xOffset, n, mean) + epsilon);
    double meanG = 0;
    double meanGX = 0;
    for (int i = 0; i < n; i++) {
      double g = (double) dY[dYOffset + i] * weight[i];
      meanG += g / n;
      meanGX += g * (x[xOffset + i] - mean) * rootInverse / n;
    }
    for (int i = 0; i < n; i++) {
      double normalized = (x[xOffset + i] - mean) * rootInverse;
      double g = (double) dY[dYOffset + i] * weight[i];
      dX[dXOffset + i] += (float) ((g - meanG - normalized * meanGX) * rootInverse);
      dWeight[sumOffset + i] += (float) (dY[dYOffset + i] * normalized);
      if (dBias != null) {
        dBias[sumOffset + i] += dY[dYOffset + i];
      }
    }
  }

  @Override
  public void rmsNormInto(
      float[] y, int yOffset, float[] x, int xOffset, float[] weight, int n, float epsilon) {
    double rootInverse = 1 / Math.sqrt(variance(x, xOffset, n, 0) + epsilon);
    for (int i = 0; i < n; i++) {
      y[yOffset + i] = (float) (x[xOffset + i] * rootInverse * weight[i]);
    }
  }

  @Override
  public void addRmsNormGradients(
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
      float epsilon) {
    double rootInverse = 1 / Math.sqrt(variance(x, xOffset, n, 0) + epsilon);
    double meanGX = 0;
    for (int i = 0; i < n; i++) {
      meanGX += (double) dY[dYOffset + i] * weight[i] * x[xOffset + i] * rootInverse / n;
    }
    for (int i = 0; i < n; i++) {
      double normalized = x[xOffset + i] * rootInverse;
      double g = (double) dY[dYOffset + i] * weight[i];
      dX[dXOffset + i] += (float) ((g - normalized * meanGX) * rootInverse);
      dWeight[dWeightOffset + i] += (float) (dY[dYOffset + i] * normalized);
    }
  }

  private static double mean(float[] x, int xOffset, int n) {
    double sum = 0;
    for (int i = 0; i < n; i++) {
      sum += x[xOffset + i];
    }
    return sum / n;
  }

  /** Mean of (x − center)²: the biased variance around the mean, the mean square around 0. */
  private static double variance(float[] x, int xOffset, int n, double center) {
    double sum = 0;
    for (int i = 0; i < n; i++) {
      double distance = x[xOffset + i] - center;
      sum += distance * distance;
    }
    return sum / n;
  }
}
