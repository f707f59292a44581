package dev.stoa.kernel.simd;

import dev.stoa.kernel.BlockFormat;
import dev.stoa.kernel.BlockInput;
import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorShuffle;

/**
 * Weights of 6 and 8 bits, one row after the other.
 *
 * <p>The arithmetic is that of shorts: codes of weights are multiplied with codes of activations,
 * and products are added as long as they fit a short. Then the even and the odd shorts are added:
 * where their sum fits a short, which it does not for codes of 8 bits, it is the upper half of the
 * int that they are, plus this int shifted by 16. The sums become floats, and one multiply-add with
 * both scales ends the step.
 */
abstract class SimdRows extends SimdBlockDot {
  private static final VectorShuffle<Float> FOUR_FURTHER = VectorShuffle.iota(FLOATS, 4, 1, true);
  private static final VectorShuffle<Float> TWO_FURTHER = VectorShuffle.iota(FLOATS, 2, 1, true);
  private static final VectorShuffle<Float> ONE_FURTHER = VectorShuffle.iota(FLOATS, 1, 1, true);

  SimdRows(BlockFormat format) {
    super(format);
  }

  @Override
  public final void addProduct(
      float[] y,
      int yOffset,
      MemorySegment weights,
      long weightsOffset,
      int rows,
      int k,
      BlockInput input,
      int inputOffset) {
    long rowBytes = format().rowBytes(k);
    for (int row = 0; row < rows; row++) {
      y[yOffset + row] += dot(weights, weightsOffset + row * rowBytes, k, input, inputOffset);
    }
  }

  /** One row times the activations. */
  abstract float dot(MemorySegment weights, long at, int k, BlockInput input, int first);

  /** The sum of all lanes, always in the same order: halves are added until one is left. */
  static float sum(FloatVector lanes) {
    FloatVector sum = lanes;
    if (LANES > 4) {
      sum = sum.add(sum.rearrange(FOUR_FURTHER));
    }
    sum = sum.add(sum.rearrange(TWO_FURTHER));
    return sum.add(sum.rearrange(ONE_FURTHER)).lane(0);
  }
}
