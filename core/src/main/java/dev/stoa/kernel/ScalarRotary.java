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
      int half,
      int direction) {
    for (int i = 0; i < half; i++) {
      float cosine = cosines[angles + i];
      float sine = direction * sines[angles + i];
      float a = x[xOffset + i];
      float b = x[xOffset + half + i];
      y[yOffset + i] += a * cosine - b * sine;
      y[yOffset + half + i] += a * sine + b * cosine;
    }
  }
}
