package dev.stoa.kernel;

/** Softmax with {@link Math#exp}, the sums in double. */
final class ScalarSoftmax implements Softmax {
  /** Below this argument exp leaves the normal floats. */
  private static final float SMALLEST_ARGUMENT = -87.3f;

  @Override
  public float softmaxInto(float[] y, int yOffset, float[] x, int xOffset, int n) {
    float max = max(x, xOffset, n);
    float sum = exponentialsInto(y, yOffset, x, xOffset, n, 1, max);
    for (int i = 0; i < n; i++) {
      y[yOffset + i] /= sum;
    }
    return (float) (max + Math.log(sum));
  }

  @Override
  public float exponentialsInto(
      float[] y, int yOffset, float[] x, int xOffset, int n, float scale, float shift) {
    double sum = 0;
    for (int i = 0; i < n; i++) {
      float argument = scale * x[xOffset + i] - shift;
      float exponential = argument < SMALLEST_ARGUMENT ? 0 : (float) Math.exp(argument);
      y[yOffset + i] = exponential;
      sum += exponential;
    }
    return (float) sum;
  }

  @Override
  public void addGradient(
      float[] dX, int dXOffset, float[] dY, int dYOffset, float[] y, int yOffset, int n) {
    double mean = 0;
    for (int i = 0; i < n; i++) {
      mean += (double) dY[dYOffset + i] * y[yOffset + i];
    }
    for (int i = 0; i < n; i++) {
      dX[dXOffset + i] += y[yOffset + i] * (dY[dYOffset + i] - (float) mean);
    }
  }

  @Override
  public float max(float[] x, int xOffset, int n) {
    float max = Float.NEGATIVE_INFINITY;
    for (int i = 0; i < n; i++) {
      max = Math.max(max, x[xOffset + i]);
    }
    return max;
  }
}
