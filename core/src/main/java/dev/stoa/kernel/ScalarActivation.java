package dev.stoa.kernel;

/** GELU and SwiGLU with {@link Math#tanh} and {@link Math#exp}, each value in double. */
final class ScalarActivation implements Activation {
  /** √(2/π), the slope inside GELU's tanh. */
  private static final double GELU_SLOPE = Math.sqrt(2 / Math.PI);

  /** Factor of x³ inside GELU's tanh. */
  private static final double GELU_CUBE = 0.044715;

  @Override
  public void geluInto(float[] y, int yOffset, float[] x, int xOffset, int n) {
    for (int i = 0; i < n; i++) {
      double z = x[xOffset + i];
      y[yOffset + i] = (float) (z / 2 * (1 + geluTanh(z)));
    }
  }

  /** GELU′(x) = (1 + t)/2 + x/2 · (1 − t²) · √(2/π) (1 + 3 · 0.044715 x²), t the tanh. */
  @Override
  public void addGeluGradient(
      float[] dX, int dXOffset, float[] dY, int dYOffset, float[] x, int xOffset, int n) {
    for (int i = 0; i < n; i++) {
      double z = x[xOffset + i];
      double t = geluTanh(z);
      double inner = GELU_SLOPE * (1 + 3 * GELU_CUBE * z * z);
      double slope = (1 + t) / 2 + z / 2 * (1 - t * t) * inner;
      dX[dXOffset + i] += (float) (dY[dYOffset + i] * slope);
    }
  }

  private static double geluTanh(double x) {
    return Math.tanh(GELU_SLOPE * (x + GELU_CUBE * x * x * x));
  }

  @Override
  public void swiGluInto(
      float[] y, int yOffset, float[] gate, int gateOffset, float[] up, int upOffset, int n) {
    for (int i = 0; i < n; i++) {
      double g = gate[gateOffset + i];
      y[yOffset + i] = (float) (g * sigmoid(g) * up[upOffset + i]);
    }
  }

  @Override
  public void addSwiGluGradients(
      float[] dGate,
      int dGateOffset,
      float[] dUp,
      int dUpOffset,
      float[] dY,
      int dYOffset,
      float[] gate,
      int gateOffset,
      float[] up,
      int upOffset,
      int n) {
    for (int i = 0; i < n; i++) {
      double g = gate[gateOffset + i];
      double s = sigmoid(g);
      double dOut = dY[dYOffset + i];
      dGate[dGateOffset + i] += (float) (dOut * up[upOffset + i] * s * (1 + g * (1 - s)));
      dUp[dUpOffset + i] += (float) (dOut * g * s);
    }
  }

  private static double sigmoid(double z) {
    return 1 / (1 + Math.exp(-z));
  }
}
