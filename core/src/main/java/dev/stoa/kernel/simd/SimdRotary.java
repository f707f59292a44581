package dev.stoa.kernel.simd;

import static dev.stoa.kernel.simd.Lanes.COUNT;
import static dev.stoa.kernel.simd.Lanes.FLOATS;

import dev.stoa.kernel.Rotary;
import jdk.incubator.vector.FloatVector;

/** Rotary positions: a vector of first channels and one of second ones are turned at once. */
final class SimdRotary implements Rotary {
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
    int i = 0;
    for (int whole = half & -COUNT; i < whole; i += COUNT) {
      FloatVector cosine = FloatVector.fromArray(FLOATS, cosines, angles + i);
      FloatVector sine = FloatVector.fromArray(FLOATS, sines, angles + i).mul(direction);
      FloatVector a = FloatVector.fromArray(FLOATS, x, xOffset + i);
      FloatVector b = FloatVector.fromArray(FLOATS, x, xOffset + half + i);
      FloatVector first = FloatVector.fromArray(FLOATS, y, yOffset + i);
      FloatVector second = FloatVector.fromArray(FLOATS, y, yOffset + half + i);
      a.mul(cosine).sub(b.mul(sine)).add(first).intoArray(y, yOffset + i);
      a.mul(sine).add(b.mul(cosine)).add(second).intoArray(y, yOffset + half + i);
    }
    for (; i < half; i++) {
      float cosine = cosines[angles + i];
      float sine = direction * sines[angles + i];
      float a = x[xOffset + i];
      float b = x[xOffset + half + i];
      y[yOffset + i] += a * cosine - b * sine;
      y[yOffset + half + i] += a * sine + b * cosine;
    }
  }
}
