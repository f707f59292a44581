package dev.stoa.kernel.simd;

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
    FloatVector factor = Lanes.broadcast(scale);
    FloatVector offset = Lanes.broadcast(-shift);
    FloatVector sums = Lanes.broadcast(0);
    int i = 0;
    for (; i < Lanes.floor(n); i += Lanes.COUNT) {
      FloatVector argument = Lanes.multiplyAdd(Lanes.load(x, xOffset + i), factor, offset);
      FloatVector exponentials = Exponential.exp(argument);
      exponentials.intoArray(y, yOffset + i);
      sums = sums.add(exponentials);
    }
    float sum = Lanes.sum(sums);
    for (; i < n; i++) {
      float exponential = Exponential.exp(Lanes.multiplyAdd(x[xOffset + i], scale, -shift));
      y[yOffset + i] = exponential;
      sum += exponential;
    }
    return sum;
  }

  @Override
  public float max(float[] x, int xOffset, int n) {
    float max = Float.NEGATIVE_INFINITY;
    int i = 0;
    int step = 4 * Lanes.COUNT;
    if (n >= step) {
      FloatVector max0 = Lanes.broadcast(max);
      FloatVector max1 = max0;
      FloatVector max2 = max0;
      FloatVector max3 = max0;
      for (; i <= n - step; i += step) {
        max0 = max0.max(Lanes.load(x, xOffset + i));
        max1 = max1.max(Lanes.load(x, xOffset + i + Lanes.COUNT));
        max2 = max2.max(Lanes.load(x, xOffset + i + 2 * Lanes.COUNT));
        max3 = max3.max(Lanes.load(x, xOffset + i + 3 * Lanes.COUNT));
      }
      // The order of a maximum does not matter, so the lanes may be reduced in any.
      max = max0.max(max1).max(max2.max(max3)).reduceLanes(VectorOperators.MAX);
    }
    for (; i < n; i++) {
      max = Math.max(max, x[xOffset + i]);
    }
    return max;
  }
}
