package dev.stoa.kernel.simd;

import static dev.stoa.kernel.simd.Lanes.COUNT;
import static dev.stoa.kernel.simd.Lanes.FLOATS;

import dev.stoa.kernel.Softmax;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;

/**
 * Softmax in three passes over the row: the maximum, the exponentials with their sum, the scale.
 */
final class SimdSoftmax implements Softmax {

  @Override
  public float softmaxInto(float[] y, int yOffset, float[] x, int xOffset, int n) {
    float max = max(x, xOffset, n);
    float sum = exponentialsInto(y, yOffset, x, xOffset, n, 1, max);
    float inverse = 1 / sum;
    for (int i = yOffset; i < yOffset + n; i++) {
      y[i] *= inverse;
    }
    return (float) (max + Math.log(sum));
  }

  @Override
  public float exponentialsInto(
      float[] y, int yOffset, float[] x, int xOffset, int n, float scale, float shift) {
    FloatVector factor = FloatVector.broadcast(FLOATS, scale);
    FloatVector offset = FloatVector.broadcast(FLOATS, -shift);
    FloatVector sums = FloatVector.zero(FLOATS);
    int i = 0;
    for (int whole = n & -COUNT; i < whole; i += COUNT) {
      FloatVector argument = FloatVector.fromArray(FLOATS, x, xOffset + i).fma(factor, offset);
      FloatVector exponentials = Exponential.exp(argument);
      exponentials.intoArray(y, yOffset + i);
      sums = sums.add(exponentials);
    }
    float[] room = Lanes.room();
    sums.intoArray(room, 0);
    float sum = Lanes.sum(room, 0);
    for (; i < n; i++) {
      float exponential = Exponential.exp(Math.fma(x[xOffset + i], scale, -shift));
      y[yOffset + i] = exponential;
      sum += exponential;
    }
    return sum;
  }

  @Override
  public void addGradient(
      float[] dX, int dXOffset, float[] dY, int dYOffset, float[] y, int yOffset, int n) {
    float mean = RowSums.dot(dY, dYOffset, y, yOffset, n);
    int i = 0;
    for (int whole = n & -COUNT; i < whole; i += COUNT) {
      FloatVector distance = FloatVector.fromArray(FLOATS, dY, dYOffset + i).sub(mean);
      FloatVector probability = FloatVector.fromArray(FLOATS, y, yOffset + i);
      FloatVector sum = FloatVector.fromArray(FLOATS, dX, dXOffset + i);
      probability.fma(distance, sum).intoArray(dX, dXOffset + i);
    }
    for (; i < n; i++) {
      float distance = dY[dYOffset + i] - mean;
      dX[dXOffset + i] = Math.fma(y[yOffset + i], distance, dX[dXOffset + i]);
    }
  }

  @Override
  public float max(float[] x, int xOffset, int n) {
    FloatVector max0 = FloatVector.broadcast(FLOATS, Float.NEGATIVE_INFINITY);
    FloatVector max1 = max0;
    FloatVector max2 = max0;
    FloatVector max3 = max0;
    int i = 0;
    for (; i <= n - 4 * COUNT; i += 4 * COUNT) {
      int at = xOffset + i;
      max0 = max0.max(FloatVector.fromArray(FLOATS, x, at));
      max1 = max1.max(FloatVector.fromArray(FLOATS, x, at + COUNT));
      max2 = max2.max(FloatVector.fromArray(FLOATS, x, at + 2 * COUNT));
      max3 = max3.max(FloatVector.fromArray(FLOATS, x, at + 3 * COUNT));
    }
    // A maximum does not depend on its order, so its lanes may be reduced in any.
    float max = max0.max(max1).max(max2.max(max3)).reduceLanes(VectorOperators.MAX);
    for (; i < n; i++) {
      max = Math.max(max, x[xOffset + i]);
    }
    return max;
  }
}
