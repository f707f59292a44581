package dev.stoa.kernel;

/** Rotary positions as the formula reads. */
final class ScalarRotary implements Rotary {
  @Override
  public void addTurned(
      float[] y,
      int yOffset,
      float[] x,
      int xOffset,
      float[] cosines,
      float[] sines,
      int angles,
      int n,
      int step,
      int distance,
      int direction) {
    for (int i = 0; i < n; i++) {
      float cosine = cosines[angles + i];
      float sine = direction * sines[angles + i];
      int u = i * step;
      int v = u + distance;
      float a = x[xOffset + u];
      float b = x[xOffset + v];
      y[yOffset + u] += a * cosine - b * sine;
      y[yOffset + v] += a * sine + b * cosine;
    }
  }
}
