package dev.stoa.kernel.simd;

import static dev.stoa.kernel.simd.Lanes.COUNT;
import static dev.stoa.kernel.simd.Lanes.FLOATS;

import dev.stoa.kernel.Kernels;
import dev.stoa.kernel.Rotary;
import jdk.incubator.vector.FloatVector;

/**
 * Rotary positions: where the first channels of all pairs stand beside each other, a vector of them
 * and one of second channels are turned at once. What fills no vector is left to the scalar kernel.
 */
final class SimdRotary implements Rotary {
  private final Rotary scalar = Kernels.scalar().rotary();

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
    int i = 0;
    for (int whole = step == 1 ? n & -COUNT : 0; i < whole; i += COUNT) {
      FloatVector cosine = FloatVector.fromArray(FLOATS, cosines, angles + i);
      FloatVector sine = FloatVector.fromArray(FLOATS, sines, angles + i).mul(direction);
      FloatVector a = FloatVector.fromArray(FLOATS, x, xOffset + i);
      FloatVector b = FloatVector.fromArray(FLOATS, x, xOffset + distance + i);
      FloatVector first = FloatVector.fromArray(FLOATS, y, yOffset + i);
      FloatVector second = FloatVector.fromArray(FLOATS, y, yOffset + distance + i);
      a.mul(cosine).sub(b.mul(sine)).add(first).intoArray(y, yOffset + i);
      a.mul(sine).add(b.mul(cosine)).add(second).intoArray(y, yOffset + distance + i);
    }
    scalar.addTurned(
        y,
        yOffset + i,
        x,
        xOffset + i,
        cosines,
        sines,
        angles + i,
        n - i,
        step,
        distance,
        direction);
  }
}
